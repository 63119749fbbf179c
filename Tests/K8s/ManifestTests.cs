using System.Text.Json;

namespace Tests.K8s;

/// <summary>What the API says of the manifests: the compiler by its types, and a real API server where one lies beside the repository.</summary>
public sealed class ManifestTests(Kustomized kustomized)
{
    /// <summary>The judges there are. ../shared/k8s-lab has a script that starts a real API server.</summary>
    public static TheoryData<string> Judges
    {
        get
        {
            var judges = new TheoryData<string> { "types" };
            if (ApiServer.IsThere) judges.Add("server");
            else Console.Error.WriteLine($"No API server at {ApiServer.Folder}: manifests are judged by their types only");
            return judges;
        }
    }

    [Theory]
    [MemberData(nameof(Judges))]
    public async Task Every_document_is_what_the_Kubernetes_API_takes(string judge)
    {
        var files = await kustomized.Files();
        if (judge == "types")
        {
            var (code, said) = await kustomized.Check(["types", .. files]);
            Assert.True(code == 0, said);
            return;
        }
        await using var server = await ApiServer.Start();
        foreach (var file in files) await server.Takes(file, JsonElement.Parse((await kustomized.Check("json", file)).Output)[0].Items("documents"));
    }

    [Theory]
    [InlineData("replicas: 2", "replicaz: 2", "'\"replicaz\"' does not exist")]
    [InlineData("podSelector: {}", "podSelector: all", "LabelSelector")]
    [InlineData("kind: PodDisruptionBudget", "kind: PodDisruptionBudgett", "no type is known for policy/v1 PodDisruptionBudgett")]
    public async Task A_mistake_is_found(string right, string wrong, string said)
    {
        var file = (await kustomized.Files())[0];
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var mistaken = file + ".mistaken.yaml";
        await File.WriteAllTextAsync(mistaken, text.Replace(right, wrong, StringComparison.Ordinal));

        var (code, output) = await kustomized.Check("types", mistaken);

        Assert.Equal(1, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dockerfiles_hold_to_the_linters_rules()
    {
        var (code, said) = await kustomized.Check(["dockerfiles", .. Directory.GetFiles(Path.Combine(Kustomized.Root, "images"), "*.Dockerfile")]);
        Assert.True(code == 0, said);
        Assert.Equal("3 Dockerfiles", said.Trim());
    }

    [Fact]
    public async Task Secrets_are_made_with_tokens_of_their_own_and_with_every_key()
    {
        var (first, second) = (await SecretKeys.Printed(), await SecretKeys.Printed());
        Assert.NotEqual(first, second);
        var keys = await SecretKeys.Made();
        Assert.Equal(["ca.crt", "password"], keys["sweeps-ledger"].Order());
        Assert.Equal(["token"], keys["sweeps-admin"]);
        Assert.Equal(["token"], keys["sweeps-worker"]);
    }
}
