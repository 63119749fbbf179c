using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Shared.Trials;

namespace Coordinator.Deciding.Analysis;

/// <summary>What a forest has learnt from a sweep's completed trials. Fitting takes a while; keep it for as long as no further trial is completed.</summary>
public sealed class SweepForest
{
    /// <summary>Fewer tell nothing.</summary>
    public const int LeastTrials = 10;

    /// <summary>Of more trials every so manieth is learnt from, by number, the best among them or not: what came early covers the space, and what came late what is good in it.</summary>
    public const int MostTrials = 2000;

    private SweepForest(SweepName sweep, Objective objective, ModelSpace space, int trials, double? clipped, RandomForest? forest, string? reason) =>
        (Sweep, Objective, Space, Trials, Clipped, Forest, Reason) = (sweep, objective, space, trials, clipped, forest, reason);

    public SweepName Sweep { get; }

    public Objective Objective { get; }

    /// <summary>Completed trials that it was fitted to: those that lie in the space, as a baseline may not.</summary>
    public int Trials { get; }

    /// <summary>The objective that worse ones were taken for; null: none was worse.</summary>
    public double? Clipped { get; }

    /// <summary>Why there is none; null: there is one.</summary>
    public string? Reason { get; }

    internal ModelSpace Space { get; }

    internal RandomForest? Forest { get; }

    public static SweepForest Fit(SweepOutline sweep)
    {
        var (space, objective) = (new ModelSpace(sweep.Spec.Space), sweep.Spec.Objective);
        var completed = new List<(double[] Point, double Cost)>();
        foreach (var trial in sweep.Trials)
            if (trial.Phase is TrialPhase.Completed { Objective: var value } && double.IsFinite(value) && space.Encode(trial.Assignment) is { } point) completed.Add((point, objective.ToCost(value)));
        if (completed.Count < LeastTrials) return Without(completed.Count, $"it takes {LeastTrials} completed trials within the sweep's space, and there {(completed.Count == 1 ? "is" : "are")} {completed.Count}");
        var learnt = completed.Count <= MostTrials ? completed : [.. Enumerable.Range(0, MostTrials).Select(i => completed[(int)((long)i * completed.Count / MostTrials)])];
        var costs = learnt.Select(trial => trial.Cost).ToArray();
        var limit = WorstCost(costs);
        var clipped = limit < costs.Max() ? (double?)objective.ToCost(limit) : null;
        foreach (ref var cost in costs.AsSpan()) cost = Math.Min(cost, limit);
        if (costs.Min() == costs.Max()) return Without(learnt.Count, $"all {learnt.Count} completed trials have the same {objective.Measure}");
        return new SweepForest(
            sweep.Spec.Name, objective, space, learnt.Count, clipped, RandomForest.Fit(space, [.. learnt.Select(trial => trial.Point)], costs, sweep.Spec.Seed), null);

        SweepForest Without(int trials, string reason) => new(sweep.Spec.Name, objective, space, trials, null, null, reason);
    }

    /// <summary>
    /// As far above the median as the best is below it: a trial that went wrong altogether would else be all that is explained. Where
    /// half of the trials are as good as the best there is no such measure, and nothing is clipped.
    /// </summary>
    private static double WorstCost(double[] costs)
    {
        var sorted = costs.Order().ToArray();
        var (best, median) = (sorted[0], sorted[sorted.Length / 2]);
        return median > best ? median + (median - best) : double.PositiveInfinity;
    }
}
