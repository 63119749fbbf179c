using System.Globalization;
using System.Text;
using Shared.Catalogue;
using Shared.Space;
using Shared.Trials;

namespace Shared.Spec;

/// <summary>
/// Writes one assignment as a spec in which nothing is left to choose: fed back, it trains the fixed baseline and
/// this configuration. Data, objective and seed are the sweep's.
/// </summary>
public static class BestSpec
{
    /// <summary>What the spec's name ends in, so that it can run beside the sweep that it comes from.</summary>
    private const string Suffix = "-best";

    /// <param name="comments">Lines for the head of the file, such as where it comes from and what it reached.</param>
    public static string Write(SweepSpec spec, Assignment assignment, params ReadOnlySpan<string> comments)
    {
        var text = new StringBuilder();
        foreach (var comment in comments)
            foreach (var line in comment.EnumerateLines())
                text.Append("# ").Append(line).Append('\n');
        Line("name", YamlText.Quote(Name(spec.Name)));
        Line(spec.Objective.Maximise ? "objective" : "minimise", spec.Objective.Measure);
        text.Append("trials: 2    # the fixed baseline and this configuration\n");
        if (spec.Budget.TrialTime is { } trialTime) Line("trial_time", Duration.Text(trialTime));
        Line("seed", spec.Seed.ToString(CultureInfo.InvariantCulture));
        Line("data", Data(spec.Data));
        Line("model", Flow(Section(assignment, "model")));
        Line("training", Flow([.. Section(assignment, "training"), .. EarlyStopping(assignment)]));
        text.Append("search:\n");
        foreach (var kind in Components.All) Line($"  {kind.Name}", Component(assignment, kind));
        return text.ToString();

        void Line(string key, string value) => text.Append($"{key}: {value}\n");
    }

    private static string Name(SweepName name)
    {
        var text = name.ToString();
        if (text.EndsWith(Suffix, StringComparison.Ordinal)) return text;
        return text[..Math.Min(text.Length, 63 - Suffix.Length)] + Suffix;
    }

    private static string Data(DataSpec data)
    {
        var pairs = new List<(string, string)> { ("format", data.Format) };
        Add("rows", data.Rows);
        Add("labels", data.Labels);
        Add("min_positives", data.MinPositives);
        Add("features", data.Features);
        AddText("train", data.Train);
        AddText("test", data.Test);
        AddText("header", data.Header);
        Add("validation_share", new ParameterValue.Number(data.ValidationShare));
        if (data.Test is null) Add("test_share", new ParameterValue.Number(data.TestShare));
        if (data.Standardise is { } standardise) pairs.Add(("standardise", standardise ? "true" : "false"));
        if (data.Drop.Length > 0) pairs.Add(("drop", List(data.Drop)));
        if (data.Log.Length > 0) pairs.Add(("log", List(data.Log)));
        return Flow(pairs);

        void Add(string key, object? value)
        {
            if (value is not null) pairs.Add((key, value.ToString()!));
        }

        void AddText(string key, string? value)
        {
            if (value is not null) pairs.Add((key, YamlText.Quote(value)));
        }

        static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(YamlText.Quote))}]";
    }

    /// <summary>The settings right below a section, not those of its subsections.</summary>
    private static List<(string, string)> Section(Assignment assignment, string section) =>
        [.. assignment.Where(pair => pair.Key.LastIndexOf('.') == section.Length && pair.Key.StartsWith(section, StringComparison.Ordinal))
            .Select(pair => (pair.Key[(section.Length + 1)..], Value(pair.Value)))];

    private static IEnumerable<(string, string)> EarlyStopping(Assignment assignment)
    {
        var settings = Section(assignment, "training.early_stopping");
        return settings.Count > 0 ? [("early_stopping", Flow(settings))] : [];
    }

    private static string Component(Assignment assignment, ComponentKind kind)
    {
        var name = assignment.Find(kind.Name)?.ToString() ?? kind.Default;
        var parameters = kind[name].Parameters
            .Select(parameter => (parameter.Name, Value: assignment.Find(kind.Path(name, parameter.Name))))
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => (parameter.Name, Value(parameter.Value!)))
            .ToList();
        return parameters.Count == 0 ? name : Flow([(name, Flow(parameters))]);
    }

    private static string Value(ParameterValue value) => value is ParameterValue.Text text ? YamlText.Quote(text.Value) : value.ToString()!;

    private static string Flow(IReadOnlyCollection<(string Key, string Value)> pairs) =>
        pairs.Count == 0 ? "{}" : $"{{ {string.Join(", ", pairs.Select(pair => $"{pair.Key}: {pair.Value}"))} }}";
}
