using System.Globalization;
using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Space;

namespace Shared.Spec;

/// <summary>A spec as it was understood, for people: the space as a tree, the baselines, and what is known to go wrong.</summary>
public static class SpecCheck
{
    private const int ValueColumn = 38;

    public static ImmutableArray<string> Lines(SpecReading.Accepted reading)
    {
        var spec = reading.Spec;
        return
        [
            $"sweep {spec.Name}: {(spec.Objective.Maximise ? "maximise" : "minimise")} {spec.Objective.Measure}, {Budget(spec.Budget)}, seed {spec.Seed}",
            $"data {Data(spec.Data)}",
            "",
            $"space: {Size(spec.Space)}",
            .. Tree(spec.Space),
            .. Section("forbidden", spec.Space.Forbidden.Select(combination => combination.ToString())),
            .. Section("baselines, the first trials", spec.Baselines.Select(Baseline)),
            .. Section("warnings", reading.Warnings.Select(warning => warning.ToString())),
        ];
    }

    private static string Budget(Budget budget)
    {
        string?[] parts =
        [
            budget.Trials is { } trials ? $"{trials} trials" : null,
            budget.Time is { } time ? $"at most {Duration.Text(time)}" : null,
            budget.TrialTime is { } trialTime ? $"at most {Duration.Text(trialTime)} a trial" : null,
            budget.Parallel is { } parallel ? $"at most {parallel} at once" : null,
            budget.MaxFailures is { } failures ? $"at most {failures} failures" : null,
            $"weights of the best {budget.KeepWeights} kept",
            budget.Priority != 0 ? $"priority {budget.Priority}" : null,
            budget.Weight != 1 ? string.Create(CultureInfo.InvariantCulture, $"weight {budget.Weight}") : null,
            budget.WorkerLabels is { } labels ? $"on workers with {labels}" : null,
            budget.SmallerBatch ? "half the batch size after running out of memory" : null,
            budget.ControlShare > 0 ? $"{budget.ControlShare:P0} of the trials for plain bce" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Data(DataSpec data)
    {
        string?[] parts =
        [
            data.Format,
            data.Train is { } train ? $"train {train}" : null,
            data.Test is { } test ? $"test {test}" : null,
            data.Header is { } header ? $"header {header}" : null,
            data.Rows is { } rows ? $"{rows} rows" : "all rows",
            data.Labels is { } labels ? $"the {labels} most frequent labels" : "all labels",
            $"at least {data.MinPositives} positive{(data.MinPositives == 1 ? "" : "s")} a label in training",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Size(SearchSpace space)
    {
        var free = space.Free.Count();
        if (free == 0) return "nothing to choose";
        var branches = Branches.Count(space) is { } count ? $"{count}" : $"more than {Branches.Most}";
        return $"{free} {(free == 1 ? "parameter" : "parameters")} to choose, in {branches} discrete branches";
    }

    /// <summary>Settings first, then each kind with its options, and below an option its parameters.</summary>
    private static IEnumerable<string> Tree(SearchSpace space)
    {
        foreach (var setting in Settings.All)
            if (space.Find(setting.Name) is { } parameter)
                yield return Row(1, setting.Name, Described.Domain(parameter.Domain));
        foreach (var kind in Components.All)
        {
            var options = ((Domain.Choice)space.Find(kind.Name)!.Domain).Options;
            yield return Row(1, kind.Name, options.Length == 1 ? "" : $"one of {options.Length}");
            foreach (var option in options)
            {
                yield return Row(2, option.ToString()!, "");
                foreach (var entry in kind[option.ToString()!].Parameters)
                    if (space.Find(kind.Path(option.ToString()!, entry.Name)) is { } parameter)
                        yield return Row(3, entry.Name, Described.Domain(parameter.Domain) + Condition(entry, kind.Path(option.ToString()!, entry.When?.Name ?? ""), space));
            }
        }
    }

    /// <summary>A condition on a sibling, where that can be something else.</summary>
    private static string Condition(ParameterEntry entry, string sibling, SearchSpace space) =>
        entry.When is { } when && !space.Find(sibling)!.Domain.IsConstant ? $", with {when.Name} {when.Option}" : "";

    private static string Row(int depth, string name, string value) => $"{new string(' ', 2 * depth)}{name}" is var row && value.Length > 0 ? $"{row.PadRight(ValueColumn)} {value}" : row;

    /// <summary>Its mix: <c>focal: loss focal (gamma 2.0, alpha 0.25), resampling none, ...</c>.</summary>
    private static string Baseline(Baseline baseline)
    {
        var mix = Components.All.Select(kind =>
        {
            var chosen = baseline.Assignment.Find(kind.Name)!.ToString()!;
            var prefix = kind.Path(chosen, "");
            var parameters = baseline.Assignment.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(pair => $"{pair.Key[prefix.Length..]} {pair.Value}").ToList();
            return $"{kind.Name} {chosen}" + (parameters.Count > 0 ? $" ({string.Join(", ", parameters)})" : "");
        });
        return $"{baseline.Name}: {string.Join(", ", mix)}";
    }

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines)
    {
        var any = lines.ToList();
        return any.Count == 0 ? [] : ["", $"{title}:", .. any.Select(line => $"  {line}")];
    }
}
