using Coordinator.Deciding.Sweeps;
using Shared.Space;
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
    public static SweepSummary Of(SweepState sweep, Func<long, LedgerEvent.TrialCompleted> result)
    {
        TrialSummary? Summarise(TrialState? trial) => trial is null ? null : TrialSummary.Of(sweep, trial, result);
        return new SweepSummary(
            sweep.Spec.Name,
            sweep.Spec.Objective.Measure,
            Count(sweep),
            sweep.Ended?.Message,
            sweep.TimeUsed.TotalSeconds,
            Summarise(sweep.Best is { } best ? sweep[best] : null),
            Summarise(FixedBaseline(sweep)),
            Summarise(Ranking.Of(sweep).FirstOrDefault(trial => trial.Assignment.Find("loss") is ParameterValue.Text { Value: "bce" })));
    }

    /// <summary>The fixed baseline, once it is completed.</summary>
    private static TrialState? FixedBaseline(SweepState sweep) =>
        sweep.Trials is [{ IsBaseline: true, Phase: TrialPhase.Completed } first, ..] ? first : null;

    private static SortedDictionary<string, int> Count(SweepState sweep)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["completed"] = 0 };
        foreach (var trial in sweep.Trials)
        {
            var outcome = TrialSummary.OutcomeOf(trial.Phase);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }
        return counts;
    }
}
