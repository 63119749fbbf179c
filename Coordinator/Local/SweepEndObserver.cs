using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Local;

/// <summary>Waits for a sweep's end.</summary>
internal sealed class SweepEndObserver(SweepName sweep) : IReignObserver
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => ended.Task;

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        if (events.Any(next => next is LedgerEvent.SweepEnded { Reason: not EndReason.SetAside } e && e.Sweep == sweep)) ended.TrySetResult();
    }
}
