using System.Net;
using Coordinator.Artefacts;
using Coordinator.Deciding.Access;
using Coordinator.Hosting;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benchmarks.Dispatch;

/// <summary>The real coordinator in a process of its own, but for a sampler that costs nothing. Ends with its standard input.</summary>
internal static class BenchCoordinator
{
    /// <summary>Good for everything: these coordinators live for seconds, on loopback.</summary>
    public const string Token = "benchmarks-have-no-secrets";

    /// <param name="ledger"><c>postgres://...</c>, or a directory for SQLite.</param>
    /// <param name="port">Where to listen on loopback, for PostgreSQL; SQLite's prints where it does.</param>
    public static async Task Run(string ledger, int port)
    {
        using var ending = new CancellationTokenSource();
        var log = new ReignLog(NullLogger.Instance);
        var time = new SteadyTime(TimeProvider.System);
        if (ledger.StartsWith("postgres://", StringComparison.Ordinal))
        {
            var options = new CoordinatorOptions(
                PostgresAddress.Parse(ledger, null), new ServerOptions(new IPEndPoint(IPAddress.Loopback, port), [], null), null,
                [new BootstrapToken(new Caller("bench", Role.Admin, true), Token)], ArtefactStores.WithLedger, ArtefactLimits.Default, new LeadershipOptions(), TimeSpan.FromSeconds(15))
            { Samplers = _ => new InstantSampler() };
            var running = CoordinatorHost.Run(options, log, time, ending.Token);
            await Task.WhenAny(Console.In.ReadToEndAsync(), running);
            await ending.CancelAsync();
            await running;
            return;
        }
        using var state = StateDirectory.Own(ledger);
        await using var coordinator = await LocalCoordinator.Start(state, _ => new InstantSampler(), [], log, time, default);
        coordinator.Serve();
        Console.Out.WriteLine($"{coordinator.Address} {File.ReadAllText(state.TokenFile).Trim()}");
        await Console.In.ReadToEndAsync();
    }
}
