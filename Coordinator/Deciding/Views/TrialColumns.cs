using Coordinator.Deciding.Sweeps;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>
/// All trials of a sweep, column by column: what a page shows of ten thousand trials at once. Known from the state alone. Entry i of
/// each column is trial i's; a number that is not finite, such as the latest of a trial that diverges, is null.
/// </summary>
/// <param name="Best">Number of the trial with the best objective; <paramref name="Baseline"/> of the fixed baseline once it is completed, <paramref name="BestBce"/> of the best of plain bce.</param>
/// <param name="Parameters">Those that the space leaves open, and those in which trials differ all the same, as baselines may.</param>
/// <param name="Outcomes">What an entry of <paramref name="Outcome"/> is the index of; <paramref name="Origins"/> that of <paramref name="Origin"/>.</param>
/// <param name="Value">The objective of completed trials, as <paramref name="Seconds"/> and <paramref name="BestEpoch"/> are theirs.</param>
/// <param name="Epoch">How many epochs running trials have measured, and <paramref name="Latest"/> the objective after the last of them.</param>
/// <param name="Assignment">A column for each of <paramref name="Parameters"/>: a number, an option's index, or null where the parameter does not exist.</param>
public sealed record TrialColumns(
    SweepName Sweep,
    string Objective,
    bool Maximise,
    int? Best,
    int? Baseline,
    int? BestBce,
    IReadOnlyList<ParameterColumn> Parameters,
    IReadOnlyList<string> Outcomes,
    int[] Outcome,
    IReadOnlyList<string> Origins,
    int[] Origin,
    double?[] Value,
    double?[] Seconds,
    int?[] BestEpoch,
    int[] Attempts,
    int?[] Epoch,
    double?[] Latest,
    IReadOnlyList<double?[]> Assignment)
{
    private static readonly string[] EveryOutcome = ["completed", "running", "waiting", .. Enum.GetValues<FailureKind>().Select(kind => kind.Name())];

    public static TrialColumns Of(SweepOutline sweep)
    {
        var trials = sweep.Trials;
        var (_, baseline, bestBce) = sweep.Shown();
        var origins = new List<string>();
        var assignment = Assignments(sweep).ToList();
        return new TrialColumns(
            sweep.Spec.Name, sweep.Spec.Objective.Measure, sweep.Spec.Objective.Maximise, sweep.Best, baseline?.Number, bestBce?.Number,
            [.. assignment.Select(parameter => parameter.Column)],
            EveryOutcome, Column(trial => Array.IndexOf(EveryOutcome, TrialSummary.OutcomeOf(trial.Phase))),
            origins, Column(trial => IndexOf(trial.Origin)),
            Column(trial => trial.Phase is TrialPhase.Completed completed ? Finite(completed.Objective) : null),
            Column(trial => trial.Phase is TrialPhase.Completed completed ? Finite(completed.Seconds) : null),
            Column(trial => (trial.Phase as TrialPhase.Completed)?.BestEpoch),
            Column(trial => trial.Attempts),
            Column(trial => (trial.Phase as TrialPhase.Running)?.Epoch),
            Column(trial => trial.Phase is TrialPhase.Running { Latest: { } latest } ? Finite(latest) : null),
            [.. assignment.Select(parameter => parameter.Values)]);

        T[] Column<T>(Func<TrialOutline, T> entry)
        {
            var column = new T[trials.Length];
            for (var i = 0; i < column.Length; i++) column[i] = entry(trials[i]);
            return column;
        }

        int IndexOf(string origin)
        {
            var index = origins.IndexOf(origin);
            if (index >= 0) return index;
            origins.Add(origin);
            return origins.Count - 1;
        }
    }

    /// <summary>Numbers of the completed trials, best first; ties go to the lower number, as everywhere.</summary>
    public IEnumerable<int> Ranked() => Enumerable.Range(0, Value.Length).Where(number => Value[number] is not null).OrderBy(number => Maximise ? -Value[number]!.Value : Value[number]!.Value).ThenBy(number => number);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>In the order of the space; what it does not have comes after.</summary>
    private static IEnumerable<(ParameterColumn Column, double?[] Values)> Assignments(SweepOutline sweep)
    {
        var paths = sweep.Spec.Space.Parameters.Select(parameter => (parameter.Path, Domain: (Domain?)parameter.Domain)).ToList();
        var indices = paths.Select((parameter, index) => (parameter.Path, index)).ToDictionary(pair => pair.Path, pair => pair.index);
        var values = paths.Select(_ => new ParameterValue?[sweep.Trials.Length]).ToList();
        for (var i = 0; i < sweep.Trials.Length; i++)
        {
            foreach (var (path, value) in sweep.Trials[i].Assignment)
            {
                if (!indices.TryGetValue(path, out var index))
                {
                    indices[path] = index = paths.Count;
                    paths.Add((path, null));
                    values.Add(new ParameterValue?[sweep.Trials.Length]);
                }
                values[index][i] = value;
            }
        }
        for (var index = 0; index < paths.Count; index++)
            if (ParameterColumn.Of(paths[index].Path, paths[index].Domain, values[index]) is { } told) yield return told;
    }
}
