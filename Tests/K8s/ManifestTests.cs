using System.Text.Json;
using Tests.Cli;

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

    /// <summary>With the real kubectl: against nobody, and where there is one against a cluster that has objects and nobody who runs them.</summary>
    [Theory]
    [MemberData(nameof(Judges))]
    public async Task A_doctor_understands_what_kubectl_says(string judge)
    {
        if (judge == "types")
        {
            using var alone = new Terminal();
            await File.WriteAllTextAsync(alone.File("kubeconfig"), $$"""
                apiVersion: v1
                kind: Config
                clusters: [{name: gone, cluster: {server: "http://127.0.0.1:{{Peers.PostgresServer.FreePort()}}" } }]
                contexts: [{name: gone, context: { cluster: gone } }]
                """);
            alone.Environment["KUBECONFIG"] = alone.File("kubeconfig");
            Assert.Contains(
                "cluster     the cluster does not answer: kubectl says 'The connection to the server 127.0.0.1:", (await alone.Sweeps("doctor", "--kube-context", "gone", "--device", "none")).With(code: 1).Output, StringComparison.Ordinal);
            return;
        }
        await using var server = await ApiServer.Start();
        using var terminal = new Terminal();
        terminal.Environment["KUBECONFIG"] = server.Configuration;
        var empty = (await terminal.Sweeps("doctor", "--kube-context", "lab", "--device", "none")).With(code: 1).Output;
        await server.Install(JsonElement.Parse((await kustomized.Check("json", (await kustomized.Files())[0])).Output)[0].Items("documents"), await SecretKeys.Printed());
        var installed = (await terminal.Sweeps("doctor", "--kube-context", "lab", "--device", "none")).With(code: 1).Output;
        var elsewhere = await terminal.Refused(1, "list", "--kube-context", "lab", "--namespace", "other");

        Assert.Contains("cluster     namespace 'sweeps' of context 'lab' is there\n", empty, StringComparison.Ordinal);
        Assert.Contains("secrets     there is no Secret sweeps-ledger, sweeps-admin, sweeps-worker in namespace", empty, StringComparison.Ordinal);
        Assert.Contains("secrets     sweeps-ledger, sweeps-admin, sweeps-worker are there\n", installed, StringComparison.Ordinal);
        Assert.Contains("pods        no coordinator's pod is in namespace", installed, StringComparison.Ordinal);
        Assert.Contains("gpus        no Deployment of workers asks for one\n", installed, StringComparison.Ordinal);
        Assert.Contains("the coordinators in namespace 'sweeps' of context 'lab' cannot be reached: kubectl says '", installed, StringComparison.Ordinal);
        Assert.StartsWith("sweeps: Sweeps is not installed in namespace 'other' of context 'lab'", elsewhere, StringComparison.Ordinal);
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

    /// <summary>The pod security standard and good practice, by a validator of other people's.</summary>
    [Fact]
    public async Task Every_document_holds_to_the_policies()
    {
        var (code, said) = await kustomized.Check(["policies", .. await kustomized.Files()]);
        Assert.True(code == 0, said);
        Assert.EndsWith(" documents", said.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "KBP102")]
    [InlineData("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "PSS202")]
    [InlineData("emptyDir:", "hostPath:", "PSS105")]
    public async Task A_broken_policy_is_found(string right, string wrong, string rule)
    {
        var file = (await kustomized.Files())[0];
        var mistaken = file + $".{rule}.yaml";
        await File.WriteAllTextAsync(mistaken, (await File.ReadAllTextAsync(file)).Replace(right, wrong, StringComparison.Ordinal));

        var (code, said) = await kustomized.Check("policies", mistaken);

        Assert.Equal(1, code);
        Assert.Contains($"Deployment/coordinator: {rule} ", said, StringComparison.Ordinal);
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
        Assert.Equal(["access-key", "secret-key"], keys["sweeps-s3"]);
        Assert.DoesNotContain("sweeps-s3", first, StringComparison.Ordinal);
    }
}
