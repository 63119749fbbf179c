using Coordinator.Deciding.Sweeps;

namespace Coordinator.Deciding.Views;

/// <summary>Which trials a list shows.</summary>
public enum TrialFilter
{
    All,
    Running,
    Waiting,
    Completed,
    Failed,
}

public static class TrialFilters
{
    /// <summary>The trials after a number, in order of their numbers; quick, since it is asked inside the writer's loop.</summary>
    public static IEnumerable<TrialState> Of(SweepState sweep, TrialFilter filter, int after)
    {
        switch (filter)
        {
            case TrialFilter.Running: return From(sweep.Running);
            case TrialFilter.Waiting: return From(sweep.Waiting);
            case TrialFilter.All: return Scan(_ => true);
            case TrialFilter.Completed: return Scan(trial => trial.Phase is TrialPhase.Completed);
            case TrialFilter.Failed: return Scan(trial => trial.Phase is TrialPhase.Failed);
            default: throw new InvalidOperationException($"no rule filters by {filter}");
        }

        IEnumerable<TrialState> From(SortedSet<int> numbers) => numbers.Where(number => number > after).Select(number => sweep[number]);

        IEnumerable<TrialState> Scan(Func<TrialState, bool> shown)
        {
            for (var number = after + 1; number < sweep.Trials.Count; number++)
                if (shown(sweep[number])) yield return sweep[number];
        }
    }
}
