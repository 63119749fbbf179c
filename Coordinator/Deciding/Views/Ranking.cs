using Coordinator.Deciding.Sweeps;

namespace Coordinator.Deciding.Views;

/// <summary>Completed trials, best first; ties go to the lower number.</summary>
public static class Ranking
{
    public static IEnumerable<TrialState> Of(SweepState sweep) =>
        from trial in sweep.Trials
        let completed = trial.Phase as TrialPhase.Completed
        where completed is not null
        orderby sweep.Spec.Objective.ToCost(completed.Objective), trial.Number
        select trial;
}
