using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Space;

namespace Shared.Spec;

/// <summary>
/// The trials that a sweep begins with: plain bce with adam, and the published settings of each loss that it can
/// choose, so that what the search finds is held against what people would have tried anyway.
/// </summary>
public static class BaselineTrials
{
    /// <summary>The fixed baseline: bce, adam at 8e-3, no resampling, output bias zero.</summary>
    public const string FixedName = "baseline";

    private static readonly ImmutableSortedDictionary<string, ParameterValue> NoValues = ImmutableSortedDictionary<string, ParameterValue>.Empty;

    /// <summary>The fixed one first, whatever the budget; others as far as they leave one trial to propose.</summary>
    public static ImmutableArray<Baseline> Of(SearchSpace space, Budget budget) => [.. Every(space).Take(Math.Max(1, (budget.Trials ?? int.MaxValue) - 1))];

    /// <summary>
    /// All of them, whatever the budget; no two alike. Where nothing is left to choose it is the fixed one alone:
    /// the only assignment will be proposed anyway.
    /// </summary>
    internal static ImmutableArray<Baseline> Every(SearchSpace space)
    {
        if (!space.Free.Any()) return [Fixed(space)];
        var published = Losses.All.Where(loss => space.CanChoose(Components.Loss, loss))
            .SelectMany(loss => loss.Published.Select(setting => Published(loss, setting, space)));
        return [.. published.OfType<Baseline>().Prepend(Fixed(space)).DistinctBy(baseline => baseline.Assignment)];
    }

    private static Baseline Fixed(SearchSpace space) => new(FixedName, Assign(space, kind => (kind[kind.Default], Defaults(kind[kind.Default]))), null);

    /// <returns>null: the spec leaves it out.</returns>
    private static Baseline? Published(LossEntry loss, PublishedSetting setting, SearchSpace space)
    {
        var assignment = Assign(space, kind => kind == Components.Loss
            ? (loss, Defaults(loss).SetItems(setting.Values))
            : (PlainOption(kind, space), NoValues));
        var legal = space.Problems(assignment).IsEmpty || (setting.RunsOutsideSpace && !space.Forbids(assignment));
        return legal ? new Baseline(setting.Name, assignment, setting.Warning) : null;
    }

    /// <summary>The kind's default where the space has it, else the first that it has.</summary>
    private static ComponentEntry PlainOption(ComponentKind kind, SearchSpace space) =>
        space.CanChoose(kind, kind[kind.Default]) ? kind[kind.Default] : kind.Entries.First(entry => space.CanChoose(kind, entry));

    private static ImmutableSortedDictionary<string, ParameterValue> Defaults(ComponentEntry entry) =>
        NoValues.AddRange(entry.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Default!)));

    /// <summary>An assignment in the order of every space, for components that this space may not have.</summary>
    private static Assignment Assign(SearchSpace space, Func<ComponentKind, (ComponentEntry Entry, ImmutableSortedDictionary<string, ParameterValue> Pinned)> choose)
    {
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, ParameterValue>>();
        foreach (var setting in Settings.All)
            if (space.Find(setting.Name) is { } parameter)
                values.Add(KeyValuePair.Create(setting.Name, Plain(parameter, setting)));
        foreach (var kind in Components.All)
        {
            var (entry, pinned) = choose(kind);
            var chosen = new Dictionary<string, ParameterValue>();
            values.Add(KeyValuePair.Create<string, ParameterValue>(kind.Name, new ParameterValue.Text(entry.Name)));
            foreach (var parameter in entry.Parameters)
            {
                var path = kind.Path(entry.Name, parameter.Name);
                if (parameter.When is { } when && !(chosen.TryGetValue(when.Name, out var sibling) && sibling.ToString() == when.Option)) continue;
                var value = pinned.GetValueOrDefault(parameter.Name) ?? (space.Find(path) is { } searched ? Plain(searched, parameter) : parameter.Default!);
                chosen[parameter.Name] = value;
                values.Add(KeyValuePair.Create(path, value));
            }
        }
        return new Assignment(values.ToImmutable());
    }

    /// <summary>The constant, the catalogue's default where the spec allows it, else the middle of what it allows.</summary>
    private static ParameterValue Plain(Parameter parameter, ParameterEntry entry) =>
        entry.Default is { } value && parameter.Domain.Contains(value) ? value : parameter.Domain.FromUnit(0.5);
}
