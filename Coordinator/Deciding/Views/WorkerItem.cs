using System.Text.Json.Serialization;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>A worker in a list. Which life of it this is stays between the worker and the coordinator.</summary>
/// <param name="Reason">Why it is set aside; null where it is not.</param>
/// <param name="Running">The trials it holds.</param>
/// <param name="Since">When it joined.</param>
/// <param name="LastHeardSeconds">How long ago it was heard of; only the active coordinator knows.</param>
public sealed record WorkerItem(
    string Name,
    string Device,
    int Slots,
    WorkerLabels Labels,
    WorkerCondition State,
    string? Reason,
    IReadOnlyList<HeldTrial> Running,
    DateTimeOffset Since,
    double? LastHeardSeconds)
{
    /// <param name="lastHeardSeconds">null where it is not known.</param>
    public static WorkerItem Of(FleetState state, WorkerState worker, double? lastHeardSeconds)
    {
        var aside = state.Health.GetValueOrDefault(worker.Life.Name)?.Aside;
        var condition = worker.IsDraining ? WorkerCondition.Draining : aside is not null ? WorkerCondition.SetAside : WorkerCondition.Ready;
        return new WorkerItem(
            worker.Life.Name, worker.Device, worker.Slots, worker.Labels, condition, aside?.Reason, [.. Held(state, worker)], worker.Since, lastHeardSeconds);
    }

    private static IEnumerable<HeldTrial> Held(FleetState state, WorkerState worker)
    {
        foreach (var (slot, claim) in worker.Claims)
            if (state.Live(claim.Token) is var (sweep, trial, running)) yield return new HeldTrial(sweep.Spec.Name, trial.Number, slot, running.Epoch, running.Since);
    }
}

/// <summary>A trial in a worker's slot.</summary>
public sealed record HeldTrial(SweepName Sweep, int Trial, int Slot, int Epoch, DateTimeOffset Since);

/// <summary>Whether a worker gets trials.</summary>
[JsonConverter(typeof(NamesOnly<WorkerCondition>))]
public enum WorkerCondition
{
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>It finishes what it holds, and leaves.</summary>
    [JsonStringEnumMemberName("draining")]
    Draining,

    /// <summary>Too much failed on it: after a while it gets one trial as a probe.</summary>
    [JsonStringEnumMemberName("set_aside")]
    SetAside,
}
