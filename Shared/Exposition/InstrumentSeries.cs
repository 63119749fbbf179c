using System.Diagnostics.Metrics;

namespace Shared.Exposition;

/// <summary>What an instrument has measured so far, by labels.</summary>
internal sealed class InstrumentSeries
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, Cell> cells = new(StringComparer.Ordinal);
    private readonly Instrument instrument;
    private readonly MetricKind kind;
    private readonly bool adds;
    private readonly double[] bounds;

    public InstrumentSeries(Instrument instrument)
    {
        this.instrument = instrument;
        var type = instrument.GetType().GetGenericTypeDefinition();
        (kind, adds) =
            type == typeof(Counter<>) ? (MetricKind.Counter, true)
            : type == typeof(ObservableCounter<>) ? (MetricKind.Counter, false)
            : type == typeof(UpDownCounter<>) ? (MetricKind.Gauge, true)
            : type == typeof(Gauge<>) || type == typeof(ObservableGauge<>) || type == typeof(ObservableUpDownCounter<>) ? (MetricKind.Gauge, false)
            : type == typeof(Histogram<>) ? (MetricKind.Histogram, true)
            : throw new NotSupportedException($"no rule exposes an instrument of type {instrument.GetType().Name}");
        bounds = kind != MetricKind.Histogram ? []
            : (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries is { } advised ? [.. advised]
            : throw new NotSupportedException($"the histogram {instrument.Name} is of double and says its buckets");
    }

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new KeyValuePair<string, string>[tags.Length];
        for (var at = 0; at < tags.Length; at++) labels[at] = KeyValuePair.Create(tags[at].Key, tags[at].Value?.ToString() ?? "");
        Array.Sort(labels, (one, other) => string.CompareOrdinal(one.Key, other.Key));
        var key = string.Join('\0', labels.Select(label => $"{label.Key}\0{label.Value}"));
        lock (sync)
        {
            if (!cells.TryGetValue(key, out var cell)) cells[key] = cell = new Cell(labels, kind == MetricKind.Histogram ? new long[bounds.Length + 1] : []);
            cell.Value = adds ? cell.Value + value : value;
            if (kind == MetricKind.Histogram) cell.Counts[Bucket(value)]++;
        }
    }

    /// <summary>An observable instrument is about to say all that there is: what it leaves out is no more.</summary>
    public void BeginLook()
    {
        if (!instrument.IsObservable) return;
        lock (sync) cells.Clear();
    }

    public void Forget(string label, string value)
    {
        lock (sync)
        {
            foreach (var (key, cell) in cells)
                if (cell.Labels.Contains(KeyValuePair.Create(label, value))) cells.Remove(key);
        }
    }

    public MetricFamily Family()
    {
        lock (sync)
        {
            var points = cells.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Point(pair.Value));
            return new MetricFamily(instrument.Name, instrument.Unit ?? "", instrument.Description ?? "", kind, [.. points]);
        }
    }

    private MetricPoint Point(Cell cell) => kind == MetricKind.Histogram
        ? new MetricPoint.Distribution(cell.Labels, bounds, [.. cell.Counts], cell.Value)
        : new MetricPoint.Number(cell.Labels, cell.Value);

    private int Bucket(double value)
    {
        var found = Array.BinarySearch(bounds, value);
        return found >= 0 ? found : ~found;
    }

    private sealed class Cell(KeyValuePair<string, string>[] labels, long[] counts)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Labels => labels;

        public long[] Counts => counts;

        /// <summary>The sum, where there are counts.</summary>
        public double Value { get; set; }
    }
}
