using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tests.Dashboards;

/// <summary>The boards and rules as they are shipped, and what they ask.</summary>
internal static partial class Boards
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Dashboards");

    public static IReadOnlyList<string> Names { get; } = ["coordinator", "fleet", "sweep"];

    /// <summary>Every question of a board: of its panels, annotations and variables.</summary>
    public static IReadOnlyList<Question> Questions(string board)
    {
        using var json = Read(board);
        var root = json.RootElement;
        var questions = new List<Question>();
        foreach (var panel in root.GetProperty("panels").EnumerateArray())
            foreach (var target in panel.GetProperty("targets").EnumerateArray()) questions.Add(Ask(board, panel.GetProperty("title").GetString()!, target));
        foreach (var annotation in root.GetProperty("annotations").GetProperty("list").EnumerateArray())
            questions.Add(Ask(board, annotation.GetProperty("name").GetString()!, annotation.GetProperty("target")));
        foreach (var variable in root.GetProperty("templating").GetProperty("list").EnumerateArray())
            if (variable.GetProperty("type").GetString() == "query" && variable.GetProperty("query") is { ValueKind: JsonValueKind.String } sql) questions.Add(new Question(board, $"variable {variable.GetProperty("name")}", null, sql.GetString()));
        return questions;
    }

    public static JsonDocument Read(string board) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", board + ".json")));

    /// <summary>Metrics that a text of PromQL names, without what histograms and recording rules add to names.</summary>
    public static IEnumerable<string> MetricsIn(string promql) => Metric().Matches(promql).Select(match => Part().Replace(match.Value, ""));

    private static Question Ask(string board, string title, JsonElement target) => new(
        board, title, target.TryGetProperty("expr", out var expr) ? expr.GetString() : null, target.TryGetProperty("rawSql", out var sql) ? sql.GetString() : null);

    [GeneratedRegex("(?<![a-z_:])sweeps_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();
}

/// <param name="PromQl">Or <paramref name="Sql"/>; with Grafana's variables in it.</param>
internal sealed partial record Question(string Board, string Title, string? PromQl, string? Sql)
{
    /// <summary>As Grafana would send it, for a sweep and a measure, looking back ten minutes.</summary>
    public string Sent(string sweep, string measure) => TimeFilter().Replace(PromQl ?? Sql!, "$1 BETWEEN now() - interval '10 minutes' AND now()")
        .Replace("${sweep:sqlstring}", $"'{sweep}'", StringComparison.Ordinal)
        .Replace("${measure:sqlstring}", $"'{measure}'", StringComparison.Ordinal)
        .Replace("${parameter:sqlstring}", "'optimizer.adam.learning_rate'", StringComparison.Ordinal)
        .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
        .Replace("$__range", "10m", StringComparison.Ordinal)
        .Replace("$sweep", sweep, StringComparison.Ordinal)
        .Replace("$pool", ".*", StringComparison.Ordinal);

    public override string ToString() => $"{Board}: {Title}";

    [GeneratedRegex(@"\$__timeFilter\((\w+)\)")]
    private static partial Regex TimeFilter();
}
