using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;

namespace Tests.EndToEnd;

/// <summary>Follows a state directory's ledger while others write it, and may be killed while they do.</summary>
internal sealed class LedgerWatch(string state)
{
    private readonly List<LedgerEvent> events = [];

    /// <summary>The fold of what was read so far.</summary>
    public FleetState State { get; } = new();

    /// <summary>All that was read so far.</summary>
    public IReadOnlyList<LedgerEvent> Events => events;

    /// <summary>Waits until the sweeps stand so; fails if the process ends before.</summary>
    public async Task Until(SweepsProcess running, Func<FleetState, bool> reached)
    {
        while (true)
        {
            var isOver = running.HasEnded;
            await CatchUp();
            if (reached(State)) return;
            if (isOver) Assert.Fail($"sweeps ended before it came so far, and said:\n{(await running.End()).Errors}");
            // A ledger announces nothing: its readers look again.
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Reads what has been appended since.</summary>
    public async Task CatchUp()
    {
        if (!File.Exists(StateDirectory.LedgerBelow(state))) return;
        try
        {
            await using var ledger = SqliteLedger.OpenForReading(StateDirectory.LedgerBelow(state));
            await foreach (var next in ledger.Read(State.Position, TestContext.Current.CancellationToken))
            {
                State.Evolve(next);
                events.Add(next);
            }
        }
        catch (StateDirectoryException) when (State.Position == 0)
        {
            // It is just being made.
        }
    }
}
