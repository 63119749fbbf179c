using Benchmarks.Dispatch;
using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Spec;
using Shared.Trials;

namespace Benchmarks.Dispatch;

/// <summary>A coordinator of the real parts in a process of its own, but for a sampler that costs nothing. Ends with its standard input.</summary>
internal static class BenchCoordinator
{
    private const string Spec = """
        name: NAME
        objective: validation.macro_ap
        trials: 1000000
        control_share: 0
        keep_weights: 0
        data: { format: debtags }
        search:
          loss: bce
          optimizer: { adam: { learning_rate: { log: [1e-4, 1e-1] } } }
        """;

    public static async Task Run(string folder, string token, int sweeps)
    {
        var time = TimeProvider.System;
        var log = new ReignLog(NullLogger.Instance);
        await using var ledger = SqliteLedger.Open(Path.Combine(folder, "ledger.db"));
        var leases = new LeaseClock(TimeSpan.FromSeconds(15), time, log);
        var desk = new ClaimDesk(leases, time);
        var proposer = new Proposer(_ => new InstantSampler(), log, time);
        await using var reign = await Reign.Begin(ledger, "bench", [leases, desk, proposer], log, time, default);
        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            var text = Spec.Replace("NAME", $"load-{sweep}", StringComparison.Ordinal);
            if (SpecReader.Read(text) is not SpecReading.Accepted accepted) throw new InvalidOperationException("the benchmark's spec is not legal");
            await reign.Submit(new FleetCommand.Launch(accepted.Spec, text, ArtefactAddress.Parse(new string('d', 64)), time.GetUtcNow()), state => state.Position);
        }
        var standing = new SoleStanding(new Office(reign, desk, leases));
        await using var server = await CoordinatorServer.Start(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), token, standing, new WorkerEndpoints(standing, time), new ArtefactEndpoints(new ArtefactDirectory(folder)), log, default);
        await proposer.Serve(reign);
        Console.Out.WriteLine(server.Address);
        await Console.In.ReadToEndAsync();
    }
}
