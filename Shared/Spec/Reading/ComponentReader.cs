using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>
/// The section <c>search</c>: for each kind of component which ones can be chosen, and what their parameters may be.
/// <code>
/// loss: bce                                    one, its parameters at their defaults
/// loss: { focal: { gamma: 2 } }                one, with parameters
/// loss: { choose: [bce, focal] }               several, at their defaults
/// loss: { choose: { bce: , focal: all } }      several; all: each parameter over its default range
/// loss: { choose: all }                        every one, over default ranges
/// </code>
/// </summary>
internal static class ComponentReader
{
    private const string Choose = "choose", All = "all";

    /// <summary>An option and what the spec says of its parameters.</summary>
    private sealed record Option(ComponentEntry Entry, YamlNode? Body, bool OverDefaultRanges);

    public static void Read(MappingReader spec, SpaceDraft draft)
    {
        var search = MappingReader.Open(spec.Take("search"), "search", "a mapping of loss, resampling, optimizer, output_bias", draft.Problems);
        foreach (var kind in Components.All) Read(kind, search?.Take(kind.Name), draft);
        search?.Close();
    }

    private static void Read(ComponentKind kind, YamlNode? node, SpaceDraft draft)
    {
        var path = $"search.{kind.Name}";
        var before = draft.Problems.Count;
        var options = node is null ? [new Option(kind[kind.Default], null, false)] : ReadOptions(kind, node, path, draft);
        var names = new Domain.Choice([.. options.Select(option => new ParameterValue.Text(option.Entry.Name))]);
        if (draft.Problems.Count == before) draft.Add(new Parameter(kind.Name, names, null));
        else draft.AddBroken(new Parameter(kind.Name, names, null));
        foreach (var option in options) ReadParameters(kind, option, draft);
    }

    private static List<Option> ReadOptions(ComponentKind kind, YamlNode node, string path, SpaceDraft draft)
    {
        switch (node)
        {
            case YamlNode.Scalar { IsNull: false } scalar:
                return Known(kind, scalar.Text, scalar.Line, path, draft) is { } single ? [new Option(single, null, false)] : [];
            case YamlNode.Mapping { Entries: [{ Key: not Choose } entry] }:
                return Known(kind, entry.Key, entry.Line, path, draft) is { } one ? [new Option(one, entry.Value, false)] : [];
            case YamlNode.Mapping mapping when mapping.Entries.Any(entry => entry.Key == Choose):
                var reader = new MappingReader(mapping, path, draft.Problems);
                var choose = reader.Take(Choose)!;
                reader.Close();
                return ReadChoose(kind, choose, path, draft);
            default:
                draft.Problems.Add(path, node.Line, $"`{kind.Name}` must be the name of one, or `choose` with several below it, but got {node.Shown}");
                return [];
        }
    }

    private static List<Option> ReadChoose(ComponentKind kind, YamlNode node, string path, SpaceDraft draft)
    {
        var options = new List<Option>();
        switch (node)
        {
            case YamlNode.Scalar { Text: All }:
                foreach (var entry in kind.Entries)
                {
                    if (entry.LeftOutOfAll is { } why) draft.Warn(path, $"`choose: all` leaves out {entry.Name}: {why}");
                    else options.Add(new Option(entry, null, true));
                }
                break;
            case YamlNode.Sequence { Items.Length: > 0 } sequence:
                foreach (var item in sequence.Items)
                {
                    if (item is not YamlNode.Scalar { IsNull: false } scalar)
                        draft.Problems.Add(path, item.Line, $"`choose` as a list has names only, but got {item.Shown}; with parameters write a mapping, name: {{ ... }}");
                    else if (options.Any(option => option.Entry.Name == scalar.Text))
                        draft.Problems.Add(path, item.Line, $"`choose` must not list an option twice, but got {scalar.Text} twice");
                    else if (Known(kind, scalar.Text, scalar.Line, path, draft) is { } entry)
                        options.Add(new Option(entry, null, false));
                }
                break;
            case YamlNode.Mapping { Entries.Length: > 0 } mapping:
                foreach (var entry in mapping.Entries)
                    if (Known(kind, entry.Key, entry.Line, path, draft) is { } known)
                        options.Add(new Option(known, entry.Value, false));
                break;
            default:
                var got = node is YamlNode.Sequence or YamlNode.Mapping ? $"{node.Shown} without entries" : node.Shown;
                draft.Problems.Add(path, node.Line, $"`choose` must be `all`, a list of names, or a mapping of names to parameters, but got {got}");
                break;
        }
        return options;
    }

    private static ComponentEntry? Known(ComponentKind kind, string name, int line, string path, SpaceDraft draft)
    {
        var entry = kind.Find(name);
        if (entry is null)
            draft.Problems.Add(path, line, $"unknown {kind.Name} `{ShownText.Of(name)}`; {NearestName.Hint(name, [.. kind.Entries.Select(known => known.Name)])}");
        return entry;
    }

    private static void ReadParameters(ComponentKind kind, Option option, SpaceDraft draft)
    {
        var entry = option.Entry;
        var path = $"search.{kind.Name}.{entry.Name}";
        var overDefaultRanges = option.OverDefaultRanges || option.Body is YamlNode.Scalar { Plain: true, Text: All };
        var given = overDefaultRanges || option.Body is { IsNull: true } ? null : option.Body;
        var reader = MappingReader.Open(given, path, "a mapping of parameters, `all`, or nothing", draft.Problems);
        foreach (var parameter in entry.Parameters)
        {
            var node = reader?.Take(parameter.Name);
            if (parameter.When is { } when && draft.Find(kind.Path(entry.Name, when.Name)) is { } sibling && !Offers(sibling.Domain, when.Option))
            {
                if (node is not null && !draft.IsBroken(sibling.Path))
                    draft.Problems.Add($"{path}.{parameter.Name}", node.Line,
                        $"`{parameter.Name}` exists only with `{when.Name}: {when.Option}`, but `{when.Name}` is {Described.Domain(sibling.Domain)}");
                continue;
            }
            var condition = parameter.When is { } needed
                ? new Condition(kind.Path(entry.Name, needed.Name), new ParameterValue.Text(needed.Option))
                : new Condition(kind.Name, new ParameterValue.Text(entry.Name));
            var domain = node is not null ? DomainReader.Read(node, parameter, $"{path}.{parameter.Name}", draft.Problems)
                : overDefaultRanges ? parameter.DefaultRange
                : new Domain.Choice([parameter.Default!]);
            if (domain is not null) draft.Add(new Parameter(kind.Path(entry.Name, parameter.Name), domain, condition));
            else draft.AddBroken(new Parameter(kind.Path(entry.Name, parameter.Name), parameter.DefaultRange, condition));
        }
        reader?.Close();
    }

    private static bool Offers(Domain domain, string option) => domain.Contains(new ParameterValue.Text(option));
}
