using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;

namespace Coordinator.Running;

/// <summary>A stand-by's fold of the ledger. It is never wrong, only behind, until it becomes a reign's.</summary>
internal sealed class Follower(Cabinet cabinet)
{
    /// <summary>Readers get a turn between so many events.</summary>
    private const int Turn = 1024;

    private readonly Lock sync = new();
    private readonly FleetState state = new();
    private long position;
    private bool isComplete;
    private bool isSurrendered;

    public Cabinet Cabinet => cabinet;

    public long Position => Volatile.Read(ref position);

    /// <summary>Folds what the ledger has beyond the fold.</summary>
    /// <exception cref="InvalidDataException">The ledger cannot be folded by this program.</exception>
    /// <exception cref="LedgerException">The database is away.</exception>
    public async Task CatchUp(ILedger ledger, CancellationToken cancellation)
    {
        var events = new List<LedgerEvent>();
        await foreach (var next in ledger.Read(position, cancellation))
        {
            events.Add(next);
            if (events.Count < Turn) continue;
            Take(events);
            events = [];
        }
        Take(events);
        lock (sync)
        {
            if (isComplete) return;
            isComplete = true;
            foreach (var observer in cabinet.Observers) observer.Followed(state, []);
        }
    }

    /// <summary>False: it has not got there, has never been complete, or is a reign's.</summary>
    public bool TryRead<T>(long seen, Func<FleetState, T> read, out T? value)
    {
        lock (sync)
        {
            var can = isComplete && !isSurrendered && state.Position >= seen;
            value = can ? read(state) : default;
            return can;
        }
    }

    /// <summary>Gives the state up to a reign that is about to begin.</summary>
    public FleetState Surrender()
    {
        lock (sync)
        {
            isSurrendered = true;
            return state;
        }
    }

    /// <summary>The reign has not begun, and has changed nothing.</summary>
    public void TakeBack()
    {
        lock (sync) isSurrendered = false;
    }

    private void Take(IReadOnlyList<LedgerEvent> events)
    {
        if (events.Count == 0) return;
        lock (sync)
        {
            foreach (var next in events)
            {
                state.Evolve(next);
                foreach (var observer in cabinet.Observers) observer.Remember(next);
            }
            Volatile.Write(ref position, state.Position);
            if (!isComplete) return;
            foreach (var observer in cabinet.Observers) observer.Followed(state, events);
        }
    }
}
