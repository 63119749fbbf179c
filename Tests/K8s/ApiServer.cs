using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tests.Agent;
using Tests.Spec;

namespace Tests.K8s;

/// <summary>A real Kubernetes API server without any node, where a folder beside the repository has one: for server-side dry runs.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>It is an old one, and knows no custom resources.</summary>
    private static readonly string[] Known = ["v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "scheduling.k8s.io/v1"];

    private readonly TemporaryFolder folder = new();

    public static string Folder => Path.GetFullPath(Path.Combine(SpecTexts.Repository, "..", "shared", "k8s-lab"));

    public static bool IsThere => File.Exists(Path.Combine(Folder, "up"));

    private Dictionary<string, string> Environment => new() { ["KUBECONFIG"] = Configuration };

    public static async Task<ApiServer> Start()
    {
        var server = new ApiServer();
        var ports = new Dictionary<string, string> { ["K8S_LAB_PORT"] = $"{FreePort()}", ["K8S_LAB_ETCD_PORT"] = $"{FreePort()}" };
        var log = server.folder.File("up.log");
        // What it leaves running would hold a pipe open.
        var (code, _, _) = await Kustomized.Program("sh", ports, "-c", "\"$1\" \"$2\" >\"$3\" 2>&1 </dev/null", "sh", Path.Combine(Folder, "up"), server.folder.Path, log);
        if (code != 0)
        {
            var said = await File.ReadAllTextAsync(log);
            await server.DisposeAsync();
            Assert.Fail($"the API server of {Folder} does not start: {said}");
        }
        await server.Run("create", "namespace", "sweeps");
        return server;
    }

    /// <summary>For kubectl.</summary>
    public string Configuration => folder.File("kubeconfig");

    /// <summary>Creates those of a kind that it knows, and Secrets.</summary>
    public async Task Install(IEnumerable<JsonElement> documents, string secrets)
    {
        var list = folder.File("installed.json");
        var known = documents.Where(document => Known.Contains(document.Text("apiVersion")) && document.Text("kind") != "Namespace");
        await File.WriteAllTextAsync(list, $$"""{"apiVersion": "v1", "kind": "List", "items": [{{string.Join(',', known)}}]}""");
        await Run("create", "-f", list);
        await File.WriteAllTextAsync(folder.File("secrets.yaml"), secrets);
        await Run("create", "-f", folder.File("secrets.yaml"));
    }

    /// <summary>Asks it about each document that it is new enough for.</summary>
    public async Task Takes(string file, IEnumerable<JsonElement> documents)
    {
        var known = documents.Where(document => Known.Contains(document.Text("apiVersion")) && document.Text("kind") != "Namespace").ToList();
        if (known.Count == 0) return;
        var list = folder.File("list.json");
        await File.WriteAllTextAsync(list, $$"""{"apiVersion": "v1", "kind": "List", "items": [{{string.Join(',', known)}}]}""");
        var said = await Run("create", "--dry-run=server", "-f", list);
        Assert.True(known.Count == said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, $"{Path.GetFileName(file)}: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        // It asks them to end and does not wait, and they write until they have.
        const string Down = """pids=$(cat "$2/pids"); "$1" "$2"; for pid in $pids; do tail --pid="$pid" -f /dev/null; done""";
        await Kustomized.Program("sh", null, "-c", Down, "sh", Path.Combine(Folder, "down"), folder.Path);
        folder.Dispose();
    }

    private async Task<string> Run(params string[] arguments)
    {
        var (code, output, errors) = await Kustomized.Program("kubectl", Environment, arguments);
        Assert.True(code == 0, errors);
        return output;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
