using System.Diagnostics.Metrics;
using Shared.Exposition;

namespace Tests.Exposition;

/// <summary>A small meter with one instrument of each kind, as text.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly Meter meter = new("Tests.Exposition");

    [Theory]
    [InlineData("prometheus.txt")]
    [InlineData("openmetrics.txt")]
    public void Each_kind_of_instrument_is_written_as_in_the_golden_file(string golden)
    {
        using var collector = new MeterCollector(meter);
        var tried = meter.CreateCounter<long>("example.trials.tried", "{trial}", "Trials, by \"how\".\nA second line, and a \\.");
        tried.Add(2, Tag("outcome", "good"));
        tried.Add(1, Tag("outcome", "a \"quote\", a \\ and a\nline"));
        tried.Add(1, Tag("outcome", "good"));
        meter.CreateCounter<double>("example.used", "s", "Counts seconds.").Add(0.25);
        meter.CreateObservableGauge("example.memory", () => 1.5e9, "By", "Bytes.");
        meter.CreateObservableGauge("example.share", () => new Measurement<double>[] { new(0.5, Tag("b", 2), Tag("a", 1)), new(double.NaN) }, "1", "A share.");
        meter.CreateUpDownCounter<int>("example.open", "{door}", "Goes both ways.").Add(-3);
        meter.CreateGauge<double>("example.nothing.yet", null, "Has no series, and is not there.");
        var wait = meter.CreateHistogram("example.wait", "s", "Waiting.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00001, 0.5, 1] });
        foreach (var seconds in new[] { 0.25, 0.5, 1.5 }) wait.Record(seconds, Tag("route", "/v1/{name}"));

        var format = golden.StartsWith("open", StringComparison.Ordinal) ? ExpositionFormat.OpenMetrics : ExpositionFormat.Prometheus;

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Exposition", "Golden", golden)), format.Write(collector.Collect()));
    }

    /// <summary>The first is what Prometheus 2.42 asks with.</summary>
    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("text/plain;version=0.0.4;q=0.5, application/openmetrics-text; version=\"1.0.0\"; q=0.6", true)]
    [InlineData("text/plain, application/openmetrics-text;version=1.0.0;q=0.9", false)]
    [InlineData("application/openmetrics-text;version=0.0.1", false)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("text/html,*/*", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    public void OpenMetrics_is_for_those_who_ask_for_it_before_anything_else(string accept, bool open) =>
        Assert.Same(open ? ExpositionFormat.OpenMetrics : ExpositionFormat.Prometheus, ExpositionFormat.Negotiate(accept));

    [Fact]
    public void An_observable_instrument_tells_what_is_and_not_what_was()
    {
        var there = "first";
        using var collector = new MeterCollector(meter);
        meter.CreateObservableGauge("example.there", () => new Measurement<int>(1, Tag("which", there)));
        collector.Collect();
        there = "second";

        Assert.Equal(["second"], Labels(collector));
    }

    [Fact]
    public void What_is_forgotten_is_no_more_and_begins_at_nothing()
    {
        using var collector = new MeterCollector(meter);
        var counter = meter.CreateCounter<long>("example.counted");
        counter.Add(5, Tag("sweep", "gone"));
        counter.Add(1, Tag("sweep", "kept"));
        collector.Forget("sweep", "gone");

        Assert.Equal(["kept"], Labels(collector));

        counter.Add(2, Tag("sweep", "gone"));
        Assert.Equal(2, collector.Collect().Single().Points.OfType<MetricPoint.Number>().First().Value);
    }

    [Fact]
    public void Another_meter_of_the_same_name_is_not_heard()
    {
        using var other = new Meter(meter.Name);
        using var collector = new MeterCollector(meter);
        other.CreateCounter<long>("example.counted").Add(1);

        Assert.Empty(collector.Collect());
    }

    [Fact]
    public void A_unit_that_is_no_base_unit_is_refused()
    {
        using var collector = new MeterCollector(meter);
        meter.CreateCounter<long>("example.wait", "ms").Add(1);

        var error = Assert.Throws<NotSupportedException>(() => ExpositionFormat.Prometheus.Write(collector.Collect()));
        Assert.Equal("example.wait has the unit 'ms': use a base unit, s, By, 1 or {what is counted}", error.Message);
    }

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, object value) => KeyValuePair.Create<string, object?>(name, value);

    private static IEnumerable<string> Labels(MeterCollector collector) => collector.Collect().Single().Points.Select(point => point.Labels.Single().Value);
}
