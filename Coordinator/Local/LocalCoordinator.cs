using Coordinator.Artefacts;
using Coordinator.Deciding.Search;
using Coordinator.Http;
using Coordinator.Ledger;
using Coordinator.Running;

namespace Coordinator.Local;

/// <summary>A coordinator of this machine alone: its ledger an SQLite file, its address on loopback.</summary>
internal sealed class LocalCoordinator : IAsyncDisposable
{
    /// <summary>Long enough for a pause of the whole machine, short enough to wait for a worker that was suspended.</summary>
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);

    private readonly SqliteLedger ledger;
    private readonly CoordinatorServer server;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task clock;

    private LocalCoordinator(SqliteLedger ledger, Reign reign, Proposer proposer, CoordinatorServer server, ArtefactDirectory artefacts, LeaseClock leases)
    {
        (this.ledger, Reign, this.server, Artefacts) = (ledger, reign, server, artefacts);
        clock = leases.Run(reign, stopping.Token);
        Failed = FirstFailure(reign, proposer);
    }

    public Reign Reign { get; }

    public ArtefactDirectory Artefacts { get; }

    public Uri Address => server.Address;

    /// <summary>Completes with what keeps the coordinator from going on: its ledger or a sampler.</summary>
    public Task<Exception> Failed { get; }

    /// <exception cref="StateDirectoryException">The ledger is of another version, or none.</exception>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public static async Task<LocalCoordinator> Start(
        StateDirectory state, IReadOnlyList<IReignObserver> observers, ReignLog log, TimeProvider time, CancellationToken cancellation)
    {
        var ledger = SqliteLedger.Open(state.Ledger);
        try
        {
            var artefacts = new ArtefactDirectory(state.Artefacts);
            var leases = new LeaseClock(LeaseDuration, time, log);
            var desk = new ClaimDesk(leases, time);
            var proposer = new Proposer(spec => new ControlSampler(new TpeSampler(spec.Seed), spec.Budget.ControlShare), log, time);
            var reign = await Reign.Begin(
                ledger, Environment.MachineName, [leases, desk, proposer, new KeptArtefacts(artefacts, log), .. observers], log, time, cancellation);
            var server = await CoordinatorServer.Start(
                state.RenewToken(), new WorkerEndpoints(reign, desk, leases, time), new ArtefactEndpoints(artefacts), log, cancellation);
            await proposer.Serve(reign);
            return new LocalCoordinator(ledger, reign, proposer, server, artefacts, leases);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await clock.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        await Reign.DisposeAsync();
        await ledger.DisposeAsync();
        stopping.Dispose();
    }

    private static async Task<Exception> FirstFailure(Reign reign, Proposer proposer)
    {
        if (await Task.WhenAny(reign.Ended, proposer.Failed) == proposer.Failed) return await proposer.Failed;
        await reign.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reign.Ended.Exception?.InnerException ?? new OperationCanceledException("the reign is over");
    }
}
