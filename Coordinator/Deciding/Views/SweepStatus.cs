using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>Everything about a sweep but its list of trials: a <see cref="SweepSummary"/>, what the sweep is doing, and what it may use.</summary>
/// <param name="Objective">Such as <c>validation.macro_ap</c>.</param>
/// <param name="Maximise">Whether more of it is better.</param>
/// <param name="Trials">How many trials stand where: <c>completed</c>, <c>running</c>, <c>waiting</c>, and failures by their kind.</param>
/// <param name="Ended">Why the sweep is over, in words; null while it is not.</param>
/// <param name="Data">The prepared data; trials with other data would not be comparable.</param>
/// <param name="LaunchedAt">Position of the launch: tells two sweeps that had the same name apart.</param>
public sealed record SweepStatus(
    SweepName Sweep,
    SweepPhase State,
    string Objective,
    bool Maximise,
    IReadOnlyDictionary<string, int> Trials,
    string? Ended,
    EndReason? EndReason,
    double SecondsUsed,
    BudgetView Budget,
    ArtefactAddress Data,
    long LaunchedAt,
    IReadOnlyList<RunningTrial> Running,
    TrialSummary? Best,
    TrialSummary? Baseline,
    TrialSummary? BestBce)
{
    /// <param name="result">Reads a trial's result from its position in the ledger.</param>
    public static SweepStatus Of(SweepOutline sweep, Func<long, LedgerEvent.TrialCompleted> result)
    {
        var summary = SweepSummary.Of(sweep, result);
        return new SweepStatus(
            summary.Sweep, sweep.State, summary.Objective, sweep.Spec.Objective.Maximise, summary.Trials, summary.Ended, sweep.Ended?.Reason, summary.SecondsUsed,
            BudgetView.Of(sweep.Budget), sweep.Data, sweep.LaunchedAt, [.. Runs(sweep)], summary.Best, summary.Baseline, summary.BestBce);
    }

    public SweepSummary ToSummary() => new(Sweep, Objective, Trials, Ended, SecondsUsed, Best, Baseline, BestBce);

    private static IEnumerable<RunningTrial> Runs(SweepOutline sweep) =>
        from trial in sweep.Trials
        let running = trial.Phase as TrialPhase.Running
        where running is not null
        select new RunningTrial(
            trial.Number, running.Worker.Name, running.Slot, running.Epoch, running.Latest, AssignmentText.Of(sweep.Spec.Space, trial.Assignment));
}
