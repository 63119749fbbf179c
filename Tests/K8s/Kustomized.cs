using System.Diagnostics;
using System.Text.Json;
using Tests.Agent;
using Tests.K8s;
using Tests.Peers;
using Tests.Spec;

[assembly: AssemblyFixture(typeof(Kustomized))]

namespace Tests.K8s;

/// <summary>What <c>kubectl kustomize</c> makes of every folder that people apply, rendered once; and the checking tools of k8s/check, installed once.</summary>
public sealed class Kustomized : IDisposable
{
    /// <summary>Every folder below k8s/ that can be applied, or added to what is.</summary>
    private static readonly string[] Folders =
        ["overlays/local", "overlays/gpu", "overlays/production", "overlays/s3", "autoscaling/keda", "autoscaling/hpa", "ingress", "jobs/launch", "jobs/run"];

    private readonly TemporaryFolder rendered = new();
    private readonly Lazy<Task<Dictionary<string, IReadOnlyList<Document>>>> documents;
    private readonly Lazy<Task<string>> tools = new(() => NodePackages.Install(Path.Combine(Root, "check"), "k8s-check"));

    public Kustomized() => documents = new(Render);

    public static string Root => Path.Combine(SpecTexts.Repository, "k8s");

    public async Task<IReadOnlyList<string>> Files()
    {
        await documents.Value;
        return [.. Folders.Select(FileOf)];
    }

    /// <param name="folders">Those that somebody applies together.</param>
    internal async Task<Installation> Of(string folders)
    {
        var all = await documents.Value;
        return new Installation([.. folders.Split(" + ").SelectMany(folder => all[folder])]);
    }

    /// <summary>Runs k8s/check/check.mjs.</summary>
    public async Task<(int Code, string Output)> Check(params IEnumerable<string> arguments)
    {
        var (code, output, errors) = await Program("node", null, [Path.Combine(await tools.Value, "check.mjs"), .. arguments]);
        return (code, output + errors);
    }

    public void Dispose() => rendered.Dispose();

    internal static async Task<(int Code, string Output, string Errors)> Program(string program, Dictionary<string, string>? environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private string FileOf(string folder) => rendered.File(folder.Replace('/', '-') + ".yaml");

    private async Task<Dictionary<string, IReadOnlyList<Document>>> Render()
    {
        foreach (var folder in Folders)
        {
            var (code, output, errors) = await Program("kubectl", null, "kustomize", Path.Combine(Root, folder));
            Assert.True(code == 0, $"kubectl cannot render k8s/{folder}: {errors}");
            await File.WriteAllTextAsync(FileOf(folder), output);
        }
        var (read, json) = await Check(["json", .. Folders.Select(FileOf)]);
        Assert.True(read == 0, json);
        return JsonElement.Parse(json).EnumerateArray().Zip(Folders).ToDictionary(
            pair => pair.Second,
            IReadOnlyList<Document> (pair) => [.. pair.First.GetProperty("documents").EnumerateArray().Select(body => new Document(body))]);
    }
}
