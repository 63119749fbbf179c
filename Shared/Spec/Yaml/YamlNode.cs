using System.Collections.Immutable;

namespace Shared.Spec.Yaml;

/// <summary>YAML as read: scalars are texts still, since only whoever asks for a value knows its kind.</summary>
/// <param name="Line">From 1.</param>
internal abstract record YamlNode(int Line)
{
    /// <param name="Plain">Written without quotes: only then may it stand for a number, true, false or nothing.</param>
    public sealed record Scalar(string Text, bool Plain, int Line) : YamlNode(Line);

    public sealed record Sequence(ImmutableArray<YamlNode> Items, int Line) : YamlNode(Line);

    public sealed record Mapping(ImmutableArray<MappingEntry> Entries, int Line) : YamlNode(Line);

    /// <summary>Whether this is a key without a value.</summary>
    public bool IsNull => this is Scalar { Plain: true, Text: "" or "~" or "null" };

    /// <summary>What it is, for messages.</summary>
    public string Shown => this switch
    {
        { IsNull: true } => "nothing",
        Scalar { Plain: true } scalar => ShownText.Of(scalar.Text),
        Scalar scalar => $"the text '{ShownText.Of(scalar.Text)}'",
        Sequence => "a list",
        Mapping => "a mapping",
        _ => throw new InvalidOperationException($"unknown node {GetType().Name}"),
    };
}

internal sealed record MappingEntry(string Key, int Line, YamlNode Value);
