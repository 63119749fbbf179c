using Coordinator.Deciding.Views;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary>The curves of a sweep that is watched, as they grow: only what is new is asked for.</summary>
/// <param name="values">Reads the objective of every trial, by number; null where it has none.</param>
/// <param name="measurements">Reads what a trial reported after an attempt's epoch.</param>
internal sealed class SweepCurves(
    Func<Task<IReadOnlyList<double?>>> values, Func<int, (int Attempt, int Epoch), Task<IReadOnlyList<MeasurementItem>>> measurements)
{
    private readonly Dictionary<int, Curve> running = [];
    private int? finished;

    /// <summary>The best objective after each trial up to the last that has one, by number; null before the first.</summary>
    public IReadOnlyList<double?> Best { get; private set; } = [];

    /// <summary>Of a running trial, epoch by epoch: the objective, and the same measure of the training part.</summary>
    public (IReadOnlyList<double?> Validation, IReadOnlyList<double?> Train) Of(int trial) => running.TryGetValue(trial, out var curve) ? curve.Points() : ([], []);

    /// <summary>Reads what has come up since the last time.</summary>
    public async Task Follow(SweepProgress progress)
    {
        if (finished != progress.Finished)
        {
            finished = progress.Finished;
            Best = BestSoFar(await values(), progress.Objective);
        }
        foreach (var gone in running.Keys.Except(progress.Running.Select(trial => trial.Trial)).ToList()) running.Remove(gone);
        foreach (var trial in progress.Running)
        {
            if (!running.TryGetValue(trial.Trial, out var curve)) running[trial.Trial] = curve = new Curve(progress.Objective.Measure);
            if (trial.Epoch != curve.Last.Epoch) curve.Add(await measurements(trial.Trial, curve.Last));
        }
    }

    private static List<double?> BestSoFar(IReadOnlyList<double?> values, Objective objective)
    {
        var (bests, best) = (new List<double?>(values.Count), (double?)null);
        // What waits and runs at the end has not changed it yet.
        foreach (var value in values.Take(values.Count - values.Reverse().TakeWhile(value => value is null).Count()))
        {
            if (value is { } known && double.IsFinite(known) && (best is not { } before || objective.IsBetter(known, before))) best = known;
            bests.Add(best);
        }
        return bests;
    }

    /// <summary>By epoch: an attempt that goes on from a checkpoint goes on here, and one that begins again overwrites.</summary>
    private sealed class Curve(string measure)
    {
        private readonly SortedDictionary<int, (double? Validation, double? Train)> epochs = [];
        private readonly string train = "train." + measure[(measure.IndexOf('.') + 1)..];

        public (int Attempt, int Epoch) Last { get; private set; }

        public void Add(IReadOnlyList<MeasurementItem> measured)
        {
            foreach (var item in measured)
            {
                epochs[item.Epoch] = (Value(item, measure), Value(item, train));
                Last = (item.Attempt, item.Epoch);
            }
        }

        public (IReadOnlyList<double?> Validation, IReadOnlyList<double?> Train) Points() =>
            ([.. epochs.Values.Select(epoch => epoch.Validation)], [.. epochs.Values.Select(epoch => epoch.Train)]);

        private static double? Value(MeasurementItem item, string name) => item.Values.TryGetValue(name, out var value) ? value : null;
    }
}
