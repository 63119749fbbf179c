using Coordinator.Deciding.Sweeps;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>How a running sweep stands, for a display.</summary>
/// <param name="Planned">Trials in the budget; null where time alone limits it.</param>
/// <param name="Best">The best objective so far, and whose.</param>
/// <param name="Baseline">The fixed baseline's objective.</param>
public sealed record SweepProgress(
    SweepName Sweep,
    Objective Objective,
    int Completed,
    int Failed,
    int? Planned,
    TimeSpan Used,
    TimeSpan? Limit,
    (int Trial, double Value, string Assignment)? Best,
    double? Baseline,
    IReadOnlyList<RunningTrial> Running,
    Ending? Ended)
{
    public int Finished => Completed + Failed;

    /// <summary>How much better the best is than the baseline, positive when it is better.</summary>
    public double? Gain => Best is { } best && Baseline is { } baseline ? Objective.ToCost(baseline) - Objective.ToCost(best.Value) : null;

    /// <summary>As somebody else's status tells it.</summary>
    public static SweepProgress Of(SweepStatus sweep, SearchSpace space)
    {
        var completed = sweep.Trials.GetValueOrDefault("completed");
        var onTheirWay = sweep.Trials.GetValueOrDefault("running") + sweep.Trials.GetValueOrDefault("waiting");
        return new SweepProgress(
            sweep.Sweep,
            new Objective(sweep.Objective, sweep.Maximise),
            completed,
            sweep.Trials.Values.Sum() - completed - onTheirWay,
            sweep.Budget.Trials,
            TimeSpan.FromSeconds(sweep.SecondsUsed),
            sweep.Budget.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            sweep.Best is { } best ? (best.Trial, best.Value!.Value, AssignmentText.Of(space, best.Assignment)) : null,
            sweep.Baseline?.Value,
            sweep.Running,
            sweep is { Ended: { } ended, EndReason: { } reason } ? new Ending(reason, ended) : null);
    }

    public static SweepProgress Of(SweepState sweep, TimeSpan sinceLastEvent)
    {
        var running = sweep.Running.Select(number => sweep[number]).Select(trial => (trial, (TrialPhase.Running)trial.Phase)).Select(pair => new RunningTrial(
            pair.trial.Number, pair.Item2.Worker.Name, pair.Item2.Slot, pair.Item2.Epoch, pair.Item2.Latest, AssignmentText.Of(sweep.Spec.Space, pair.trial.Trained)));
        return new SweepProgress(
            sweep.Spec.Name,
            sweep.Spec.Objective,
            sweep.Completed,
            sweep.Failed,
            sweep.Budget.Trials,
            sweep.TimeUsed + sinceLastEvent,
            sweep.Budget.Time,
            sweep.Best is { } best ? (best, ((TrialPhase.Completed)sweep[best].Phase).Objective, AssignmentText.Of(sweep.Spec.Space, sweep[best].Trained)) : null,
            sweep.Trials is [{ IsBaseline: true, Phase: TrialPhase.Completed baseline }, ..] ? baseline.Objective : null,
            [.. running],
            sweep.Ended);
    }
}

/// <param name="Latest">The objective after the latest epoch.</param>
public sealed record RunningTrial(int Trial, string Worker, int Slot, int Epoch, double? Latest, string Assignment);
