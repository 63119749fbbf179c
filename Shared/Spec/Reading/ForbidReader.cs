using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>
/// The section <c>forbid</c>: a list of mappings from a parameter's path to a value, a list of values, or
/// <c>{ range: [low, high] }</c>. A combination is forbidden where everything in its mapping holds; one that can never
/// hold is a problem, since whoever wrote it expects it to.
/// </summary>
internal static class ForbidReader
{
    public static ImmutableArray<Forbidden> Read(MappingReader spec, SpaceDraft draft)
    {
        var forbidden = ImmutableArray.CreateBuilder<Forbidden>();
        switch (spec.Take("forbid"))
        {
            case null: break;
            case YamlNode.Sequence sequence:
                for (var i = 0; i < sequence.Items.Length; i++)
                    if (ReadCombination(sequence.Items[i], $"forbid[{i}]", draft) is { } combination)
                        forbidden.Add(combination);
                break;
            case var node:
                draft.Problems.Add("forbid", node.Line, $"`forbid` must be a list of combinations, each a mapping such as {{ loss: weighted_bce, resampling: oversample }}, but got {node.Shown}");
                break;
        }
        return forbidden.ToImmutable();
    }

    /// <returns>null: it is none, or refers to something that could not be read.</returns>
    private static Forbidden? ReadCombination(YamlNode node, string path, SpaceDraft draft)
    {
        if (node is not YamlNode.Mapping { Entries.Length: > 0 } mapping)
        {
            draft.Problems.Add(path, node.Line, $"a forbidden combination must name at least one parameter and its value, but got {(node is YamlNode.Mapping ? "an empty mapping" : node.Shown)}");
            return null;
        }
        var terms = ImmutableArray.CreateBuilder<ForbiddenTerm>(mapping.Entries.Length);
        foreach (var entry in mapping.Entries)
            if (ReadTerm(entry, path, draft) is { } term) terms.Add(term);
        if (terms.Count < mapping.Entries.Length) return null;
        var combination = new Forbidden(terms.ToImmutable());
        if (Contradiction(combination, draft) is not { } contradiction) return combination;
        draft.Problems.Add(path, mapping.Line, $"can never hold: {contradiction}");
        return null;
    }

    private static ForbiddenTerm? ReadTerm(MappingEntry entry, string path, SpaceDraft draft)
    {
        if (draft.IsBroken(entry.Key)) return null;
        if (draft.Find(entry.Key) is not { } parameter)
        {
            draft.Problems.Add(path, entry.Line, $"there is no parameter `{ShownText.Of(entry.Key)}`; {NearestName.Hint(entry.Key, [.. draft.Parameters.Select(known => known.Path)])}");
            return null;
        }
        if (Catalogued(parameter.Path) is not { } catalogued) return null;
        var before = draft.Problems.Count;
        var values = DomainReader.Read(AsDomain(entry.Value, catalogued), catalogued, $"{path}.{entry.Key}", draft.Problems);
        if (values is null || draft.Problems.Count > before) return null;
        if (Outside(values, parameter.Domain) is not { } outside) return new ForbiddenTerm(parameter.Path, values);
        draft.Problems.Add(path, entry.Line, $"can never hold: {parameter.Path} is {Described.Domain(parameter.Domain)}, {outside}");
        return null;
    }

    /// <summary>
    /// The node as <c>search</c> would say it: a bare list means any of its values, and <c>range</c> is right for whole
    /// numbers too, since there is no scale to tell apart.
    /// </summary>
    private static YamlNode AsDomain(YamlNode node, ParameterEntry catalogued)
    {
        switch (node)
        {
            case YamlNode.Sequence list when catalogued.Legal is not LegalValues.Widths || list.Items is [YamlNode.Sequence, ..]:
                return new YamlNode.Mapping([new MappingEntry("choose", list.Line, list)], list.Line);
            case YamlNode.Mapping { Entries: [{ Key: "range" } range] } mapping when catalogued.Legal is LegalValues.Whole:
                return mapping with { Entries = [range with { Key = "int" }] };
            default:
                return node;
        }
    }

    /// <summary>What bounds the parameter's values, and how they are written.</summary>
    private static ParameterEntry? Catalogued(string path)
    {
        if (Settings.All.FirstOrDefault(setting => setting.Name == path) is { } setting) return setting;
        foreach (var kind in Components.All)
        {
            if (path == kind.Name) return ParameterEntry.OneOf(kind.Name, new([.. kind.Entries.Select(entry => entry.Name)]), kind.Default, "");
            foreach (var entry in kind.Entries)
                foreach (var parameter in entry.Parameters)
                    if (path == kind.Path(entry.Name, parameter.Name)) return parameter;
        }
        return null;
    }

    /// <summary>Why values are never met in a domain, or null where they are.</summary>
    private static string? Outside(Domain values, Domain domain)
    {
        switch (values, domain)
        {
            case (Domain.Choice, Domain.Real { IsConstant: false }):
                return "and a single value of a range is never drawn: forbid a { range: [low, high] }";
            case (Domain.Choice choice, _):
                var never = choice.Options.Where(option => !domain.Contains(option)).ToList();
                return never.Count > 0 ? $"never {string.Join(" or ", never)}" : null;
            case (_, Domain.Choice options):
                return options.Options.Any(values.Contains) ? null : $"never {values}";
            case (Domain.Real wanted, Domain.Real real):
                return wanted.High > real.Low && wanted.Low < real.High ? null : $"never {values}";
            case (Domain.Whole wanted, Domain.Whole whole):
                return wanted.High >= whole.Low && wanted.Low <= whole.High ? null : $"never {values}";
            default:
                throw new InvalidOperationException($"values {values} cannot be compared with {domain}");
        }
    }

    /// <summary>Two terms of which one exists only where the other does not hold, or null.</summary>
    private static string? Contradiction(Forbidden combination, SpaceDraft draft)
    {
        var needed = new Dictionary<string, (ParameterValue Option, string Because)>();
        foreach (var term in combination.Terms)
            for (var condition = draft.Find(term.Path)!.Condition; condition is not null; condition = draft.Find(condition.Path)!.Condition)
            {
                if (needed.TryGetValue(condition.Path, out var other) && !other.Option.Equals(condition.Option))
                    return $"{term.Path} exists only with {condition.Path}: {condition.Option}, and {other.Because} only with {condition.Path}: {other.Option}";
                needed[condition.Path] = (condition.Option, term.Path);
            }
        foreach (var term in combination.Terms)
            if (needed.TryGetValue(term.Path, out var need) && !term.Values.Contains(need.Option))
                return $"{need.Because} exists only with {term.Path}: {need.Option}, but {term.Path} is to be {Described.Domain(term.Values)}";
        return null;
    }
}
