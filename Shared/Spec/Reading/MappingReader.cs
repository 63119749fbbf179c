using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>
/// A mapping whose keys are taken one by one. The keys that somebody asked for are the known ones, so
/// <see cref="Close"/> can name every other as unknown.
/// </summary>
internal sealed class MappingReader(YamlNode.Mapping mapping, string path, SpecProblems problems)
{
    private readonly List<string> known = [];

    public string Path => path;

    public int Line => mapping.Line;

    /// <summary>The section at a node, or null, with the problem noted, where that is no mapping. An absent section is an empty one.</summary>
    public static MappingReader? Open(YamlNode? node, string path, string what, SpecProblems problems)
    {
        switch (node)
        {
            case null: return new MappingReader(new YamlNode.Mapping([], 0), path, problems);
            case YamlNode.Mapping mapping: return new MappingReader(mapping, path, problems);
            default:
                problems.Add(path, node.Line, $"must be {what}, but got {node.Shown}");
                return null;
        }
    }

    /// <summary>The key's value, or null where the key is absent.</summary>
    public YamlNode? Take(string key)
    {
        if (!known.Contains(key)) known.Add(key);
        return mapping.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
    }

    public string PathOf(string key) => SpecPath.Join(path, key);

    /// <summary>Names a key as known that only other places may have.</summary>
    public void Refuse(string key, string why)
    {
        if (Take(key) is { } node) problems.Add(PathOf(key), node.Line, why);
    }

    public ParameterValue? Take(string key, LegalValues legal) => Take(key) is { } node ? ValueReader.Read(node, key, legal, PathOf(key), problems) : null;

    public int? TakeWhole(string key, int low, int high) => Take(key, new LegalValues.Whole(low, high)) is ParameterValue.Whole whole ? (int)whole.Value : null;

    public double? TakeNumber(string key, LegalValues.Number legal) => Take(key, legal) is ParameterValue.Number number ? number.Value : null;

    public bool? TakeFlag(string key) => Take(key, new LegalValues.Flag()) is ParameterValue.Flag flag ? flag.Value : null;

    public string? TakeText(string key)
    {
        switch (Take(key))
        {
            case null: return null;
            case YamlNode.Scalar { IsNull: false, Text.Length: > 0 } scalar: return scalar.Text;
            case var node:
                problems.Add(PathOf(key), node.Line, $"`{key}` must be a text, but got {node.Shown}");
                return null;
        }
    }

    /// <summary>A list of texts without duplicates; empty where the key is absent.</summary>
    public ImmutableArray<string> TakeTexts(string key)
    {
        var node = Take(key);
        if (node is null) return [];
        if (node is not YamlNode.Sequence sequence || !sequence.Items.All(item => item is YamlNode.Scalar { IsNull: false }))
        {
            problems.Add(PathOf(key), node.Line, $"`{key}` must be a list of texts, but got {node.Shown}");
            return [];
        }
        var texts = sequence.Items.Select(item => ((YamlNode.Scalar)item).Text).ToImmutableArray();
        foreach (var twice in texts.GroupBy(text => text).Where(group => group.Count() > 1))
            problems.Add(PathOf(key), node.Line, $"`{key}` names '{ShownText.Of(twice.Key)}' twice");
        return texts;
    }

    public TimeSpan? TakeDuration(string key)
    {
        var node = Take(key);
        if (node is null) return null;
        if (Duration.TryParse((node as YamlNode.Scalar)?.Text, out var duration)) return duration;
        problems.Add(PathOf(key), node.Line, $"`{key}` must be {Duration.Rule}, but got {node.Shown}");
        return null;
    }

    /// <summary>Notes every key that nobody asked for.</summary>
    public void Close()
    {
        foreach (var entry in mapping.Entries)
            if (!known.Contains(entry.Key))
                problems.Add(path, entry.Line, $"unknown key `{ShownText.Of(entry.Key)}`; {NearestName.Hint(entry.Key, known)}");
    }
}
