using System.Collections.Immutable;
using Shared.Space;
using Shared.Trials;

namespace Shared.Spec;

/// <summary>
/// Why a spec cannot go on with a sweep that another spec began. The budget may change; the sweep then goes on with
/// its own spec and the new budget. Anything else would mix trials that cannot be compared.
/// </summary>
public static class SpecDifferences
{
    /// <returns>One line each, such as <c>search.loss.focal.gamma: was 0 to 5, is 0 to 3</c>; empty: it can go on.</returns>
    public static ImmutableArray<string> Between(SweepSpec was, SweepSpec now) =>
    [
        .. Changed("objective", Text(was.Objective), Text(now.Objective)),
        .. Changed("seed", was.Seed, now.Seed),
        .. OfData(was.Data, now.Data),
        .. OfSpace(was.Space, now.Space),
        .. now.Space.Forbidden.Except(was.Space.Forbidden).Select(combination => $"forbid: {combination} is new"),
        .. was.Space.Forbidden.Except(now.Space.Forbidden).Select(combination => $"forbid: {combination} is gone"),
    ];

    /// <summary>Where files lie may change: what is in them is compared by the prepared data's fingerprint.</summary>
    private static IEnumerable<string> OfData(DataSpec was, DataSpec now) =>
    [
        .. Changed("data.format", was.Format, now.Format),
        .. Changed("data.rows", was.Rows, now.Rows),
        .. Changed("data.labels", was.Labels, now.Labels),
        .. Changed("data.min_positives", was.MinPositives, now.MinPositives),
        .. Changed("data.features", was.Features, now.Features),
        .. Changed("data.train", Path.GetFileName(was.Train), Path.GetFileName(now.Train)),
        .. Changed("data.test", Path.GetFileName(was.Test), Path.GetFileName(now.Test)),
        .. Changed("data.header", Path.GetFileName(was.Header), Path.GetFileName(now.Header)),
        .. Changed("data.validation_share", was.ValidationShare, now.ValidationShare),
        .. Changed("data.test_share", was.TestShare, now.TestShare),
        .. Changed("data.standardise", was.Standardise, now.Standardise),
        .. Changed("data.drop", string.Join(", ", was.Drop), string.Join(", ", now.Drop)),
        .. Changed("data.log", string.Join(", ", was.Log), string.Join(", ", now.Log)),
    ];

    private static IEnumerable<string> OfSpace(SearchSpace was, SearchSpace now)
    {
        foreach (var parameter in was.Parameters)
        {
            var path = SpecPath.OfParameter(parameter.Path);
            if (now.Find(parameter.Path) is { } other)
            {
                if (!Same(parameter.Domain, other.Domain)) yield return $"{path}: was {Described.Domain(parameter.Domain)}, is {Described.Domain(other.Domain)}";
            }
            else if (CouldExist(parameter, now)) yield return $"{path}: was {Described.Domain(parameter.Domain)}, is left out";
        }
        foreach (var parameter in now.Parameters)
            if (was.Find(parameter.Path) is null && CouldExist(parameter, was))
                yield return $"{SpecPath.OfParameter(parameter.Path)}: was left out, is {Described.Domain(parameter.Domain)}";
    }

    /// <summary>Whether the option that a parameter belongs to is in the space; where it is not, the option's own line says it.</summary>
    private static bool CouldExist(Parameter parameter, SearchSpace space) =>
        parameter.Condition is not { } condition || space.Find(condition.Path)?.Domain.Contains(condition.Option) == true;

    /// <summary>The order of options is the user's to change.</summary>
    private static bool Same(Domain was, Domain now) => (was, now) is (Domain.Choice before, Domain.Choice after)
        ? before.Options.Length == after.Options.Length && before.Options.All(after.Options.Contains)
        : was.Equals(now);

    private static string Text(Objective objective) => $"{(objective.Maximise ? "maximise" : "minimise")} {objective.Measure}";

    private static IEnumerable<string> Changed<T>(string path, T was, T now) =>
        EqualityComparer<T>.Default.Equals(was, now) ? [] : [$"{path}: was {Shown(was)}, is {Shown(now)}"];

    private static string Shown<T>(T value) => value?.ToString() is { Length: > 0 } text ? text : "left out";
}
