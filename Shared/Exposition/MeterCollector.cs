using System.Diagnostics.Metrics;

namespace Shared.Exposition;

/// <summary>Listens to meters from its beginning on, and tells what their instruments have measured.</summary>
public sealed class MeterCollector : IDisposable
{
    private readonly Lock sync = new();
    private readonly List<InstrumentSeries> instruments = [];
    private readonly MeterListener listener = new();

    /// <param name="meters">These very ones: another of the same name belongs to somebody else in this process.</param>
    public MeterCollector(params IReadOnlyList<Meter> meters)
    {
        listener.InstrumentPublished = (instrument, from) =>
        {
            if (!meters.Contains(instrument.Meter)) return;
            var series = new InstrumentSeries(instrument);
            lock (sync) instruments.Add(series);
            from.EnableMeasurementEvents(instrument, series);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((InstrumentSeries)state!).Take(value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((InstrumentSeries)state!).Take(value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((InstrumentSeries)state!).Take(value, tags));
        listener.Start();
    }

    /// <summary>Every instrument by its name, those without a series too.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (sync)
        {
            foreach (var series in instruments) series.BeginLook();
            listener.RecordObservableInstruments();
            return [.. instruments.Select(series => series.Family()).OrderBy(family => family.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Series with this label are no more: what they measured was deleted.</summary>
    public void Forget(string label, string value)
    {
        lock (sync)
        {
            foreach (var series in instruments) series.Forget(label, value);
        }
    }

    public void Dispose() => listener.Dispose();
}
