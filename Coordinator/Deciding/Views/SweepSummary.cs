using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>What a script wants to know of a sweep, and what a person reads at its end.</summary>
/// <param name="Objective">Such as <c>validation.macro_ap</c>.</param>
/// <param name="Trials">How many trials stand where: <c>completed</c>, <c>running</c>, <c>waiting</c>, and failures by their kind.</param>
/// <param name="Ended">Why the sweep is over; null while it is not.</param>
/// <param name="Baseline">bce, adam, no resampling, zero bias: what the best is held against.</param>
/// <param name="BestBce">The best trial of plain bce at any setting: what the choice of loss is worth beyond tuning the rest.</param>
public sealed record SweepSummary(
    SweepName Sweep,
    string Objective,
    IReadOnlyDictionary<string, int> Trials,
    string? Ended,
    double SecondsUsed,
    TrialSummary? Best,
    TrialSummary? Baseline,
    TrialSummary? BestBce)
{
    /// <param name="result">Reads a trial's result from its position in the ledger.</param>
    public static SweepSummary Of(SweepState sweep, Func<long, LedgerEvent.TrialCompleted> result) => Of(SweepOutline.Of(sweep, TimeSpan.Zero), result);

    public static SweepSummary Of(SweepOutline sweep, Func<long, LedgerEvent.TrialCompleted> result)
    {
        TrialSummary? Summarise(TrialOutline? trial) => trial is { } shown ? TrialSummary.Of(sweep.Spec.Objective, shown, result) : null;
        var (best, baseline, bestBce) = sweep.Shown();
        return new SweepSummary(
            sweep.Spec.Name, sweep.Spec.Objective.Measure, sweep.Count(), sweep.Ended?.Message, sweep.TimeUsed.TotalSeconds,
            Summarise(best), Summarise(baseline), Summarise(bestBce));
    }
}
