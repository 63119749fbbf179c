using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>A sweep in a list.</summary>
/// <param name="Planned">Trials in the budget; null where time alone limits it.</param>
/// <param name="Best">The best objective so far.</param>
/// <param name="Ended">Why the sweep is over; null while it is not.</param>
public sealed record SweepItem(
    SweepName Sweep,
    SweepPhase State,
    string Objective,
    int? Planned,
    int Completed,
    int Failed,
    int Running,
    int Waiting,
    int? BestTrial,
    double? Best,
    double SecondsUsed,
    string? Ended)
{
    public static SweepItem Of(SweepState sweep) => new(
        sweep.Spec.Name,
        SweepPhases.Of(sweep),
        sweep.Spec.Objective.Measure,
        sweep.Budget.Trials,
        sweep.Completed,
        sweep.Failed,
        sweep.Running.Count,
        sweep.Waiting.Count,
        sweep.Best,
        sweep.Best is { } best ? ((TrialPhase.Completed)sweep[best].Phase).Objective : null,
        sweep.TimeUsed.TotalSeconds,
        sweep.Ended?.Message);
}
