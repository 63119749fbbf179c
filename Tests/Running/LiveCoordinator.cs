using Coordinator.Artefacts;
using Coordinator.Deciding.Search;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Protocol;
using Tests.Deciding;

namespace Tests.Running;

/// <summary>A coordinator's parts over a real ledger in a directory of its own.</summary>
internal sealed class LiveCoordinator : IAsyncDisposable
{
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);

    private readonly string folder;
    private readonly SqliteLedger ledger;

    private LiveCoordinator(string folder, SqliteLedger ledger, Reign reign, ClaimDesk desk, LeaseClock leases, Proposer proposer, ArtefactDirectory artefacts, ArtefactSweeper sweeper) =>
        (this.folder, this.ledger, Reign, Desk, Leases, Proposer, Artefacts, Sweeper) = (folder, ledger, reign, desk, leases, proposer, artefacts, sweeper);

    public Reign Reign { get; }

    public ClaimDesk Desk { get; }

    public LeaseClock Leases { get; }

    public Proposer Proposer { get; }

    public ArtefactDirectory Artefacts { get; }

    public ArtefactSweeper Sweeper { get; }

    public string LedgerFile => Path.Combine(folder, "ledger.db");

    /// <param name="from">A directory that another one left; null: a new one.</param>
    /// <param name="observers">Told of the ledger besides.</param>
    public static async Task<LiveCoordinator> Begin(TimeProvider time, string? from = null, params IReadOnlyList<IReignObserver> observers)
    {
        var folder = from ?? Directory.CreateTempSubdirectory("sweeps-running-").FullName;
        var ledger = SqliteLedger.Open(Path.Combine(folder, "ledger.db"));
        var log = new ReignLog(NullLogger.Instance);
        var leases = new LeaseClock(LeaseDuration, time, log);
        var desk = new ClaimDesk(leases, time);
        var proposer = new Proposer(spec => new QuasiRandomSampler(spec.Seed), log, time);
        var artefacts = new ArtefactDirectory(Path.Combine(folder, "artefacts"), ArtefactLimits.Default, time);
        var kept = new KeptArtefacts(time);
        var reign = await Reign.Begin(ledger, "test", [leases, desk, proposer, kept, .. observers], log, time, default);
        return new LiveCoordinator(folder, ledger, reign, desk, leases, proposer, artefacts, new ArtefactSweeper(artefacts, kept, ArtefactGrace.Default, () => true, time, log));
    }

    public Task<Answer<long>> Submit(FleetCommand command) => Reign.Submit(command, state => state.Position);

    /// <summary>Launches the sweep of <see cref="Scenario"/> and lets ada join.</summary>
    public async Task Launch(TimeProvider time, int trials = 3)
    {
        await Submit(new FleetCommand.Launch(Scenario.Spec(trials), "text", Scenario.Data, time.GetUtcNow()));
        await Submit(new FleetCommand.Join(Scenario.Ada, 1, "cpu", time.GetUtcNow()));
    }

    public Task<Answer<Grant>> Claim(long number, double seconds = 0, int slot = 0) =>
        Desk.Claim(Reign, new ClaimRequest(Scenario.Ada, slot, number, seconds), null, default);

    /// <summary>Ends it and leaves its directory to another.</summary>
    public async Task<string> Leave()
    {
        await Reign.DisposeAsync();
        await ledger.DisposeAsync();
        return folder;
    }

    public async ValueTask DisposeAsync() => Directory.Delete(await Leave(), recursive: true);
}
