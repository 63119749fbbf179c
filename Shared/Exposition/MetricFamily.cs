namespace Shared.Exposition;

/// <summary>All series of one instrument at one moment.</summary>
/// <param name="Name">As declared, with dots, such as <c>sweeps.trial.duration</c>.</param>
/// <param name="Unit">In UCUM, as OpenTelemetry has it: <c>s</c>, <c>By</c>, <c>{trial}</c>; empty: none.</param>
public sealed record MetricFamily(string Name, string Unit, string Help, MetricKind Kind, IReadOnlyList<MetricPoint> Points);

public enum MetricKind
{
    /// <summary>Only ever rises, and begins again at zero.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>How many values lay where.</summary>
    Histogram,
}

/// <summary>One series: its labels in the order of their names, and what stands there.</summary>
public abstract record MetricPoint(IReadOnlyList<KeyValuePair<string, string>> Labels)
{
    public sealed record Number(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value) : MetricPoint(Labels);

    /// <param name="Bounds">Upper bounds of the buckets, each inclusive, without the infinite one.</param>
    /// <param name="Counts">Values in each bucket, not cumulated; one more than there are bounds.</param>
    public sealed record Distribution(IReadOnlyList<KeyValuePair<string, string>> Labels, IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum)
        : MetricPoint(Labels);
}
