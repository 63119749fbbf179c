using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Ledger;

/// <summary>The sweeps of a state directory as its ledger tells them, also while a run is on.</summary>
internal sealed class StoredSweeps : IAsyncDisposable
{
    private readonly SqliteLedger ledger;

    private StoredSweeps(SqliteLedger ledger, FleetState state) => (this.ledger, State) = (ledger, state);

    public FleetState State { get; }

    /// <exception cref="StateDirectoryException">There is no ledger, or one of another version.</exception>
    public static async Task<StoredSweeps> Open(string stateDirectory, CancellationToken cancellation)
    {
        var ledger = SqliteLedger.OpenForReading(StateDirectory.LedgerBelow(Path.GetFullPath(stateDirectory)));
        try
        {
            var state = new FleetState();
            await foreach (var past in ledger.Read(0, cancellation)) state.Evolve(past);
            return new StoredSweeps(ledger, state);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="StateDirectoryException">There is no sweep of that name; the message says which there are.</exception>
    public SweepState Sweep(SweepName name) => State.Sweep(name) ?? throw new StateDirectoryException(
        $"{new Rejection.UnknownSweep(name).Message}: {(State.Sweeps.Count == 0 ? "there are none" : NearestName.Hint(name.ToString(), [.. State.Sweeps.Keys.Select(known => known.ToString())]))}");

    public SweepStatus Status(SweepName name) => SweepStatus.Of(SweepOutline.Of(Sweep(name), TimeSpan.Zero), Result);

    public LedgerEvent.TrialCompleted Result(long position) => (LedgerEvent.TrialCompleted)ledger.ReadAt(position);

    public ValueTask DisposeAsync() => ledger.DisposeAsync();
}
