using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Http;
using Tests.Agent;
using Tests.Cli;
using Tests.Http;
using Tests.Spec;

namespace Tests.Peers;

/// <summary>
/// A cluster as <c>kubectl</c> shows one, with Sweeps in it: in the place of their program stands one that does as it does, and forwards to a real coordinator. The terminal finds it on its PATH.
/// </summary>
internal sealed class StandInCluster : IAsyncDisposable
{
    public const string Context = "lab", Namespace = "sweeps";

    private readonly TemporaryFolder folder = new();

    private StandInCluster(SmallSweep small)
    {
        Small = small;
        Terminal = small.At(null, null);
        Enter(Terminal);
        Objects = new JsonObject
        {
            ["context"] = Context,
            ["namespace"] = Namespace,
            ["configmaps"] = new JsonObject { ["sweeps"] = new JsonObject { ["scheme"] = small.Live.Server.Address.Scheme } },
            ["secrets"] = new JsonObject
            {
                ["sweeps-admin"] = new JsonObject { ["token"] = LiveServer.Everything },
                ["sweeps-worker"] = new JsonObject { ["token"] = "another" },
                ["sweeps-ledger"] = new JsonObject { ["password"] = "secret" },
            },
            ["pods"] = new JsonArray(Pod("coordinator", "coordinator-1"), Pod("worker", "worker-1")),
            ["deployments"] = new JsonArray(),
            ["nodes"] = new JsonArray(),
            ["forward"] = small.Live.Server.Address.Authority,
        };
        Write();
    }

    public SmallSweep Small { get; }

    /// <summary>Whose environment names no coordinator and no token.</summary>
    public Terminal Terminal { get; }

    /// <summary>What is in the cluster, as Programs/kubectl reads it.</summary>
    public JsonObject Objects { get; }

    private string File => folder.File("cluster.json");

    /// <summary>The kubectls that forward or have forwarded, one after the other.</summary>
    public IReadOnlyList<int> Forwards => System.IO.File.Exists(File + ".pids") ? [.. System.IO.File.ReadAllLines(File + ".pids").Select(line => int.Parse(line, CultureInfo.InvariantCulture))] : [];

    public static async Task<StandInCluster> Start(ServerOptions? options = null) =>
        // In a pod it listens for every host; here a port of loopback would be taken for a strange one.
        new(await SmallSweep.Launched(options ?? ServerOptions.Loopback() with { Hosts = ["127.0.0.1", "localhost"] }));

    public void Enter(Terminal terminal)
    {
        terminal.Environment["PATH"] = $"{Path.Combine(SpecTexts.Repository, "Tests", "Peers", "Programs")}:{Environment.GetEnvironmentVariable("PATH")}";
        terminal.Environment["SWEEPS_TEST_CLUSTER"] = File;
    }

    public void Change(string name, JsonNode? value)
    {
        Objects[name] = value;
        Write();
    }

    public static JsonObject Pod(string component, string name, string? waits = null) => JsonNode.Parse($$"""
        {
          "metadata": { "name": "{{name}}", "labels": { "app.kubernetes.io/component": "{{component}}" } },
          "status": {
            "phase": "{{(waits is null ? "Running" : "Pending")}}",
            "conditions": [ { "type": "Ready", "status": "{{(waits is null ? "True" : "False")}}" } ],
            "containerStatuses": [ { "state": {{(waits is null ? "{}" : JsonSerializer.Serialize(new { waiting = new { reason = waits } }))}} } ]
          }
        }
        """)!.AsObject();

    public async ValueTask DisposeAsync()
    {
        await Small.DisposeAsync();
        folder.Dispose();
    }

    private void Write() => System.IO.File.WriteAllText(File, Objects.ToJsonString());
}
