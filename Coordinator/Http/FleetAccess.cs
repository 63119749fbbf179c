using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.AspNetCore.Http;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>
/// How endpoints read and change the fleet: a reader waits for the position it has seen, who wants a change is written down with it,
/// and whatever the state does not hold is read from the ledger outside of the writer's loop.
/// </summary>
internal sealed class FleetAccess(IStanding standing, ILedgerReader ledger, TimeProvider time)
{
    public ILedgerReader Ledger => ledger;

    public IStanding Standing => standing;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Time that no event has counted yet. A stand-by does not know: its clock is not the one that events were timed by.</summary>
    public TimeSpan SinceLastEvent(FleetState state) => standing.Office is null ? TimeSpan.Zero : state.SinceLastEvent(Now);

    /// <param name="read">Must be quick, and may keep nothing that changes.</param>
    public Task<AsOf<T>> Read<T>(HttpContext context, Func<FleetState, T> read) =>
        standing.Read(context.Request.ReadSeen(), state => new AsOf<T>(read(state), state.Position), context.RequestAborted);

    /// <summary>Decides a command in the name of whoever speaks.</summary>
    public async Task<Answer<AsOf<T>>> Submit<T>(HttpContext context, FleetCommand command, Func<FleetState, T> read) =>
        await standing.RequireOffice().Reign.Submit(command with { By = context.Caller().Id }, state => new AsOf<T>(read(state), state.Position));

    /// <summary>The results of completed trials, in one query however many there are.</summary>
    public async Task<Func<long, LedgerEvent.TrialCompleted>> Results(IEnumerable<TrialOutline?> trials, CancellationToken cancellation)
    {
        var positions = trials.Select(trial => (trial?.Phase as TrialPhase.Completed)?.Position).OfType<long>().ToHashSet();
        var results = (await ledger.ReadAt(positions, cancellation)).ToDictionary(past => past.Position, past => (LedgerEvent.TrialCompleted)past.Event);
        return position => results[position];
    }

    public async Task<SweepStatus> Status(SweepOutline sweep, CancellationToken cancellation)
    {
        var (best, baseline, bestBce) = sweep.Shown();
        return SweepStatus.Of(sweep, await Results([best, baseline, bestBce], cancellation));
    }

    public SweepOutline? Outline(FleetState state, SweepName name) => state.Sweep(name) is { } sweep ? SweepOutline.Of(sweep, SinceLastEvent(state)) : null;
}

/// <summary>What was read, and the position of the ledger that it is as of.</summary>
internal readonly record struct AsOf<T>(T Value, long Position);
