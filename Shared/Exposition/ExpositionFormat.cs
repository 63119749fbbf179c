using System.Globalization;
using System.Text;

namespace Shared.Exposition;

/// <summary>Meters as text: Prometheus' own format 0.0.4, or OpenMetrics 1.0.</summary>
public sealed class ExpositionFormat
{
    public static readonly ExpositionFormat Prometheus = new("text/plain", "text/plain; version=0.0.4; charset=utf-8", false);

    public static readonly ExpositionFormat OpenMetrics = new("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8", true);

    private readonly bool isOpen;

    private ExpositionFormat(string media, string contentType, bool isOpen) => (Media, ContentType, this.isOpen) = (media, contentType, isOpen);

    public string Media { get; }

    public string ContentType { get; }

    /// <summary>OpenMetrics for whoever asks for its version 1 and likes nothing else more; else Prometheus' own, which every tool reads.</summary>
    /// <param name="accept">Of a request; empty: anything.</param>
    public static ExpositionFormat Negotiate(string accept)
    {
        var (open, other) = (0.0, 0.0);
        foreach (var range in accept.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            var quality = Parameter(parts, "q") is not { } text ? 1 : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            if (!parts[0].Equals(OpenMetrics.Media, StringComparison.OrdinalIgnoreCase)) other = Math.Max(other, parts[0] == "*/*" ? 0 : quality);
            else if (Parameter(parts, "version") is null or "1.0.0") open = Math.Max(open, quality);
        }
        return open > 0 && open >= other ? OpenMetrics : Prometheus;
    }

    public string Write(IReadOnlyList<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var family in families)
            if (family.Points.Count > 0) Write(text, family);
        if (isOpen) text.Append("# EOF\n");
        return text.ToString();
    }

    private static string? Parameter(string[] parts, string name) =>
        parts.Skip(1).FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim('"');

    private void Write(StringBuilder text, MetricFamily family)
    {
        var (sample, unit) = (MetricName.OfSample(family), MetricName.UnitOf(family));
        var name = isOpen ? MetricName.OfFamily(family) : sample;
        text.Append($"# HELP {name} {Escaped(family.Help, quotes: isOpen)}\n");
        text.Append($"# TYPE {name} {Kind(family.Kind)}\n");
        if (isOpen && unit.Length > 0) text.Append($"# UNIT {name} {unit}\n");
        foreach (var point in family.Points)
        {
            switch (point)
            {
                case MetricPoint.Number number: Line(text, sample, number.Labels, null, number.Value); break;
                case MetricPoint.Distribution distribution: Write(text, sample, distribution); break;
                default: throw new InvalidOperationException($"no rule writes {point.GetType().Name}");
            }
        }
    }

    private void Write(StringBuilder text, string name, MetricPoint.Distribution distribution)
    {
        var cumulated = 0L;
        for (var bucket = 0; bucket < distribution.Counts.Count; bucket++)
        {
            cumulated += distribution.Counts[bucket];
            Line(text, name + "_bucket", distribution.Labels, bucket < distribution.Bounds.Count ? Bound(distribution.Bounds[bucket]) : "+Inf", cumulated);
        }
        Line(text, name + "_sum", distribution.Labels, null, distribution.Sum);
        Line(text, name + "_count", distribution.Labels, null, cumulated);
    }

    private static void Line(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, string? le, double value)
    {
        text.Append(name);
        var pairs = labels.Select(label => $"{label.Key}=\"{Escaped(label.Value, quotes: true)}\"");
        var all = string.Join(',', le is null ? pairs : pairs.Append($"le=\"{le}\""));
        if (all.Length > 0) text.Append('{').Append(all).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>OpenMetrics compares bounds as text, and wants a point in each.</summary>
    private string Bound(double bound) => isOpen && Number(bound) is var text && text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : Number(bound);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    private static string Kind(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        MetricKind.Histogram => "histogram",
        _ => throw new InvalidOperationException($"no name for {kind}"),
    };

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
