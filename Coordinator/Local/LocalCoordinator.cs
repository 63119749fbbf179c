using Coordinator.Artefacts;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Search;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Logs;
using Coordinator.Metrics;
using Coordinator.Running;
using Shared.Spec;
using Shared.Telemetry;

namespace Coordinator.Local;

/// <summary>A coordinator of this machine alone: its ledger an SQLite file, its address on loopback.</summary>
internal sealed class LocalCoordinator : IAsyncDisposable
{
    /// <summary>Long enough for a pause of the whole machine, short enough to wait for a worker that was suspended.</summary>
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);

    private readonly SqliteLedger ledger;
    private readonly SqliteLedgerReader reader;
    private readonly SqliteLogTable logs;
    private readonly CoordinatorServer server;
    private readonly LeaseClock leases;
    private readonly Proposer proposer;
    private readonly ArtefactSweeper sweeper;
    private readonly CoordinatorMetrics metrics;
    private readonly OtlpExport? export;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task serving = Task.CompletedTask;

    private LocalCoordinator(
        SqliteLedger ledger, SqliteLedgerReader reader, SqliteLogTable logs, Reign reign, CoordinatorServer server, ArtefactDirectory artefacts, LeaseClock leases, Proposer proposer,
        ArtefactSweeper sweeper, CoordinatorMetrics metrics, OtlpExport? export) =>
        (this.ledger, this.reader, this.logs, Reign, this.server, Artefacts, this.leases, this.proposer, this.sweeper, this.metrics, this.export) = (ledger, reader, logs, reign, server, artefacts, leases, proposer, sweeper, metrics, export);

    public Reign Reign { get; }

    public ArtefactDirectory Artefacts { get; }

    /// <summary>For readers, beside the writer.</summary>
    public ILedgerReader Ledger => reader;

    public Uri Address => server.Address;

    /// <summary>Completes with what keeps the coordinator from going on: its ledger, its clock or a sampler.</summary>
    public Task<Exception> Failed => failed.Task;

    /// <summary>Begins to reign. Nothing is proposed and no time counts before <see cref="Serve"/>.</summary>
    /// <exception cref="StateDirectoryException">The ledger is of another version, or none.</exception>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public static async Task<LocalCoordinator> Start(
        StateDirectory state, Func<SweepSpec, ISampler> samplers, IReadOnlyList<IReignObserver> observers, ReignLog log, TimeProvider time, CancellationToken cancellation)
    {
        var ledger = SqliteLedger.Open(state.Ledger);
        Reign? reign = null;
        SqliteLedgerReader? reader = null;
        IStanding? standing = null;
        SqliteLogTable? logs = null;
        var metrics = new CoordinatorMetrics(() => true, StatusEndpoints.Version);
        var export = metrics.Export(() => standing, StatusEndpoints.Version, log, time);
        try
        {
            var artefacts = new ArtefactDirectory(state.Artefacts, ArtefactLimits.Default, time);
            var kept = new KeptArtefacts(time);
            var leases = new LeaseClock(LeaseDuration, time, log);
            var desk = new ClaimDesk(leases, time);
            var proposer = new Proposer(metrics.Time(samplers, time), log, time);
            // On one machine one token does everything: whoever can read the state directory owns it.
            var tokens = new TokenBook([new BootstrapToken(new Caller("local", Role.Admin, true), state.RenewToken())]);
            var tail = new LedgerTail();
            reign = await Reign.Begin(
                ledger, Environment.MachineName, [leases, desk, proposer, kept, new LedgerCounts(metrics), tokens, tail, .. observers], log, time, cancellation);
            var sweeper = new ArtefactSweeper(artefacts, kept, ArtefactGrace.Default, () => true, time, log);
            await sweeper.Clear(cancellation); // workers of an earlier run are gone, and those of this one not there yet
            reader = SqliteLedgerReader.Open(state.Ledger);
            logs = SqliteLogTable.Open(state.Ledger);
            standing = new SoleStanding(new Office(reign, desk, leases));
            var server = await CoordinatorServer.Start(ServerOptions.Loopback(), new ServedParts(standing, reader, tokens, tail, artefacts, new TrialLogs(logs), metrics, log, time), cancellation);
            return new LocalCoordinator(ledger, reader, logs, reign, server, artefacts, leases, proposer, sweeper, metrics, export);
        }
        catch
        {
            standing = null;
            if (export is not null) await export.DisposeAsync();
            if (logs is not null) await logs.DisposeAsync();
            if (reader is not null) await reader.DisposeAsync();
            if (reign is not null) await reign.DisposeAsync();
            await ledger.DisposeAsync();
            metrics.Dispose();
            throw;
        }
    }

    /// <summary>From here on trials are proposed, and leases and budgets run out.</summary>
    public void Serve() => serving = Task.Run(async () =>
    {
        var clock = leases.Run(Reign, stopping.Token);
        var sweeping = sweeper.Run(stopping.Token);
        await proposer.Serve(Reign);
        var first = await Task.WhenAny(clock, sweeping, Reign.Ended, proposer.Failed);
        if (first == proposer.Failed) failed.TrySetResult(await proposer.Failed);
        // The clock fails where the reign ends under it; then the reign knows why.
        else if ((Reign.Ended.Exception ?? first.Exception)?.InnerException is { } error) failed.TrySetResult(error);
    });

    /// <summary>Deletes whatever no sweep needs; for when no worker is at work.</summary>
    public Task ClearArtefacts(CancellationToken cancellation) => sweeper.Clear(cancellation);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        if (export is not null) await export.DisposeAsync();
        await logs.DisposeAsync();
        await reader.DisposeAsync();
        await Reign.DisposeAsync();
        await ledger.DisposeAsync();
        metrics.Dispose();
        stopping.Dispose();
    }
}
