using System.Collections.Immutable;
using System.Globalization;
using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>
/// What a parameter may be: a bare value is a constant, <c>choose: [a, b]</c> lists options, <c>range: [low, high]</c> and
/// <c>log: [low, high]</c> are real numbers, <c>int: [low, high]</c> whole ones, with <c>log: true</c> on a log scale.
/// </summary>
internal static class DomainReader
{
    private const string Choose = "choose", Range = "range", Log = "log", Int = "int";

    private const int MostOptions = 1_000;

    /// <summary>Wider than this, the ratio of the ends or its powers overflow somewhere.</summary>
    private const double WidestRatio = 1e15;

    /// <returns>null: it is none, and the problems are noted.</returns>
    public static Domain? Read(YamlNode node, ParameterEntry parameter, string path, SpecProblems problems)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        if (node is not YamlNode.Mapping mapping)
            return ValueReader.Read(node, name, parameter.Legal, path, problems) is { } constant ? new Domain.Choice([constant]) : null;

        var before = problems.Count;
        var reader = new MappingReader(mapping, path, problems);
        var (choose, range, log, whole) = (reader.Take(Choose), reader.Take(Range), reader.Take(Log), reader.Take(Int));
        reader.Close();
        if (problems.Count > before) return null;

        switch (choose, range, log, whole)
        {
            case ({ }, null, null, null): return ReadChoice(choose, name, parameter.Legal, path, problems);
            case (null, { }, null, null): return ReadReal(range, log: false, name, parameter.Legal, path, problems);
            case (null, null, { }, null): return ReadReal(log, log: true, name, parameter.Legal, path, problems);
            case (null, null, _, { }): return ReadWhole(whole, log, name, parameter.Legal, path, problems);
            default:
                problems.Add(path, node.Line, $"`{name}` must have one of choose, range, log, int (with log: true beside int, if wanted), but got {Keys(mapping)}");
                return null;
        }
    }

    private static Domain? ReadChoice(YamlNode node, string name, LegalValues legal, string path, SpecProblems problems)
    {
        if (node is YamlNode.Scalar { Text: "all" } && legal is LegalValues.OneOf names)
            return new Domain.Choice([.. names.Names.Select(option => new ParameterValue.Text(option))]);
        if (node is not YamlNode.Sequence { Items.Length: > 0 } sequence)
        {
            problems.Add(path, node.Line, $"`choose` must be a list of at least one value of `{name}`, but got {(node is YamlNode.Sequence ? "an empty list" : node.Shown)}");
            return null;
        }
        if (sequence.Items.Length > MostOptions)
        {
            problems.Add(path, node.Line, $"`choose` must be a list of at most {MostOptions} values, but got {sequence.Items.Length}");
            return null;
        }
        var before = problems.Count;
        var options = ImmutableArray.CreateBuilder<ParameterValue>(sequence.Items.Length);
        foreach (var item in sequence.Items)
        {
            if (ValueReader.Read(item, name, legal, path, problems) is not { } value) continue;
            if (options.Contains(value)) problems.Add(path, item.Line, $"`choose` must not list an option twice, but got {value} twice");
            else options.Add(value);
        }
        return problems.Count == before ? new Domain.Choice(options.ToImmutable()) : null;
    }

    private static Domain.Real? ReadReal(YamlNode node, bool log, string name, LegalValues legal, string path, SpecProblems problems)
    {
        var key = log ? Log : Range;
        if (legal is not LegalValues.Number)
        {
            var instead = legal is LegalValues.Whole ? log ? "int with log: true" : Int : Choose;
            problems.Add(path, node.Line, $"`{name}` must be {legal.Rule}, so it is searched with `{instead}`, but got `{key}`");
            return null;
        }
        var shape = $"`{key}` must be a list of two numbers, [low, high]";
        if (node is not YamlNode.Sequence { Items: [var first, var second] } || !TryNumber(first, out var low) || !TryNumber(second, out var high))
        {
            problems.Add(path, node.Line, $"{shape}, but got {ShownPair(node)}");
            return null;
        }
        var ends = (Text(low), Text(high));
        return InOrder(low, high, ends, path, node, problems) && (!log || OnLogScale(low, high, ends, path, node, problems)) &&
            Legal(new ParameterValue.Number(low), name, "low", legal, path, node, problems) &
            Legal(new ParameterValue.Number(high), name, "high", legal, path, node, problems)
            ? new Domain.Real(low, high, log)
            : null;
    }

    private static Domain.Whole? ReadWhole(YamlNode node, YamlNode? scale, string name, LegalValues legal, string path, SpecProblems problems)
    {
        if (legal is not LegalValues.Whole)
        {
            var instead = legal is LegalValues.Number ? "range` or `log" : Choose;
            problems.Add(path, node.Line, $"`{name}` must be {legal.Rule}, so it is searched with `{instead}`, but got `{Int}`");
            return null;
        }
        var log = scale is YamlNode.Scalar { Plain: true, Text: "true" };
        if (scale is not (null or YamlNode.Scalar { Plain: true, Text: "true" or "false" }))
        {
            problems.Add(path, scale.Line, $"`log` beside `int` must be true or false, but got {scale.Shown}");
            return null;
        }
        if (node is not YamlNode.Sequence { Items: [var first, var second] } || !ValueReader.TryWhole(first, out var low) || !ValueReader.TryWhole(second, out var high))
        {
            problems.Add(path, node.Line, $"`int` must be a list of two whole numbers, [low, high], but got {ShownPair(node)}");
            return null;
        }
        var ends = ($"{low}", $"{high}");
        return InOrder(low, high, ends, path, node, problems) && (!log || OnLogScale(low, high, ends, path, node, problems)) &&
            Legal(new ParameterValue.Whole(low), name, "low", legal, path, node, problems) &
            Legal(new ParameterValue.Whole(high), name, "high", legal, path, node, problems)
            ? new Domain.Whole(low, high, log)
            : null;
    }

    private static bool InOrder(double low, double high, (string Low, string High) ends, string path, YamlNode node, SpecProblems problems)
    {
        if (low < high) return true;
        problems.Add(path, node.Line, $"`low` must be below `high`, but got low={ends.Low}, high={ends.High}");
        return false;
    }

    private static bool OnLogScale(double low, double high, (string Low, string High) ends, string path, YamlNode node, SpecProblems problems)
    {
        if (low <= 0)
            problems.Add(path, node.Line, $"`low` must be above 0 on a log scale, but got low={ends.Low}");
        else if (high / low > WidestRatio)
            problems.Add(path, node.Line, $"`high` must be at most 1e15 times `low` on a log scale, but got low={ends.Low}, high={ends.High}");
        else
            return true;
        return false;
    }

    private static bool Legal(ParameterValue end, string name, string which, LegalValues legal, string path, YamlNode node, SpecProblems problems)
    {
        if (legal.Contains(end)) return true;
        problems.Add(path, node.Line, $"`{name}` must be {legal.Rule}, but got {which}={(end is ParameterValue.Number number ? Text(number.Value) : end)}");
        return false;
    }

    private static bool TryNumber(YamlNode node, out double value) => ValueReader.TryNumber(node, out value);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string ShownPair(YamlNode node) => node is YamlNode.Sequence { Items.Length: <= 8 } sequence
        ? $"[{string.Join(", ", sequence.Items.Select(item => item.Shown))}]"
        : node.Shown;

    private static string Keys(YamlNode.Mapping mapping) => mapping.Entries.Length == 0 ? "nothing" : string.Join(", ", mapping.Entries.Select(entry => ShownText.Of(entry.Key)));
}
