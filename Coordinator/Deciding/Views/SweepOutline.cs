using System.Collections.Immutable;
using Coordinator.Deciding.Sweeps;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>A sweep as it stands at one position of the ledger, with its trials: what a status is written from, outside the writer's loop.</summary>
/// <param name="LaunchedAt">Position of the launch.</param>
/// <param name="TimeUsed">Up to the moment the outline was taken.</param>
/// <param name="Best">Number of the trial with the best objective.</param>
public sealed record SweepOutline(
    SweepSpec Spec,
    Budget Budget,
    ArtefactAddress Data,
    long LaunchedAt,
    SweepPhase State,
    Ending? Ended,
    TimeSpan TimeUsed,
    int? Best,
    ImmutableArray<TrialOutline> Trials)
{
    /// <param name="sinceLastEvent">Time that no event has counted yet; zero where the clock is not the active coordinator's.</param>
    public static SweepOutline Of(SweepState sweep, TimeSpan sinceLastEvent)
    {
        var trials = ImmutableArray.CreateBuilder<TrialOutline>(sweep.Trials.Count);
        foreach (var trial in sweep.Trials) trials.Add(TrialOutline.Of(trial));
        return new SweepOutline(
            sweep.Spec, sweep.Budget, sweep.Data, sweep.LaunchedAt, SweepPhases.Of(sweep), sweep.Ended,
            sweep.TimeUsed + (sweep is { Ended: null, IsPaused: false } ? sinceLastEvent : TimeSpan.Zero), sweep.Best, trials.MoveToImmutable());
    }

    /// <summary>The trials that a summary shows in full.</summary>
    public (TrialOutline? Best, TrialOutline? Baseline, TrialOutline? BestBce) Shown() => (
        Best is { } best ? Trials[best] : null,
        Trials is [{ IsBaseline: true, Phase: TrialPhase.Completed } first, ..] ? first : null,
        BestBce());

    /// <summary>How many trials stand where; <c>completed</c> is always there.</summary>
    public SortedDictionary<string, int> Count()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["completed"] = 0 };
        foreach (var trial in Trials)
        {
            var outcome = TrialSummary.OutcomeOf(trial.Phase);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }
        return counts;
    }

    private TrialOutline? BestBce()
    {
        TrialOutline? best = null;
        var cost = double.PositiveInfinity;
        foreach (var trial in Trials)
        {
            if (trial.Phase is not TrialPhase.Completed completed || trial.Assignment.Find("loss") is not ParameterValue.Text { Value: "bce" }) continue;
            if (best is not null && Spec.Objective.ToCost(completed.Objective) >= cost) continue;
            (best, cost) = (trial, Spec.Objective.ToCost(completed.Objective));
        }
        return best;
    }
}
