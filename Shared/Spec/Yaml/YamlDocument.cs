using System.Collections.Immutable;
using System.Text;
using Shared.Spec.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Shared.Spec.Yaml;

/// <summary>Reads hostile text as one YAML document. A syntax error is one problem with its line; duplicate keys are problems of their own.</summary>
internal static class YamlDocument
{
    public const int MostBytes = 256 * 1024;

    /// <returns>null: the text is no document, which is among the problems.</returns>
    public static YamlNode? Read(string text, SpecProblems problems)
    {
        if (Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            problems.Add("", 0, $"a spec has at most {MostBytes / 1024} KiB, but got {Encoding.UTF8.GetByteCount(text) / 1024} KiB");
            return null;
        }
        // YamlDotNet takes NUL for the end of the text, so what stands behind it would be dropped in silence.
        var control = text.AsSpan().IndexOfAnyExcept(Readable);
        if (control >= 0)
        {
            problems.Add("", 1 + text.AsSpan(0, control).Count('\n'), $"a spec is text, but holds the control character U+{(int)text[control]:X4}");
            return null;
        }
        var parser = new Parser(new LimitedScanner(new StringReader(text.TrimStart('\uFEFF'))));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                problems.Add("", 0, "the spec is empty");
                return null;
            }
            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, "", problems);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                problems.Add("", (int)parser.Current!.Start.Line, "a spec is one YAML document, but another begins here");
                return null;
            }
            return root;
        }
        catch (YamlException error)
        {
            // The end of the text counts as a line of its own, which nobody's editor shows.
            problems.Add("", Math.Min((int)error.Start.Line, 1 + text.AsSpan().TrimEnd().Count('\n')), $"not readable as YAML: {Sentence(error.Message)}");
            return null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The scanner lets some texts through to the framework, such as an escape that is no character.
            problems.Add("", (int)(parser.Current?.End.Line ?? 1), "not readable as YAML from here on");
            return null;
        }
    }

    private static readonly System.Buffers.SearchValues<char> Readable = System.Buffers.SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(c => c is '\t' or '\n' or '\r' or '\u0085' || !char.IsControl(c))));

    private static YamlNode ReadNode(Parser parser, string path, SpecProblems problems)
    {
        if (parser.TryConsume<Scalar>(out var scalar)) return new YamlNode.Scalar(scalar.Value, scalar.Style is ScalarStyle.Plain, Line(scalar));
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = ImmutableArray.CreateBuilder<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(parser, $"{path}[{items.Count}]", problems));
            return new YamlNode.Sequence(items.ToImmutable(), Line(sequence));
        }
        return ReadMapping(parser, path, problems);
    }

    private static YamlNode.Mapping ReadMapping(Parser parser, string path, SpecProblems problems)
    {
        var start = parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        var seen = new Dictionary<string, int>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
                throw new YamlException(parser.Current!.Start, parser.Current.End, "a key is a text");
            var value = ReadNode(parser, SpecPath.Join(path, ShownText.Of(key.Value)), problems);
            if (seen.TryAdd(key.Value, Line(key))) entries.Add(new MappingEntry(key.Value, Line(key), value));
            else problems.Add(path, Line(key), $"the key `{ShownText.Of(key.Value)}` stands twice, first in line {seen[key.Value]}");
        }
        return new YamlNode.Mapping(entries.ToImmutable(), Line(start));
    }

    private static int Line(ParsingEvent item) => (int)item.Start.Line;

    /// <summary>The parser's message without its full stop, the first letter small, for the middle of a sentence.</summary>
    private static string Sentence(string message) =>
        message.Length == 0 ? "unknown error" : char.ToLowerInvariant(message[0]) + ShownText.Of(message[1..].TrimEnd('.'), 200);
}
