using System.Diagnostics;
using System.Text.RegularExpressions;
using Coordinator.Metrics;
using Shared.Protocol;
using Tests.Agent;
using Tests.Cli;
using Tests.EndToEnd;
using Tests.Leadership;
using Tests.Peers;
using Worker.Metrics;

namespace Tests.Telemetry;

/// <summary>What programs send by OTLP, to a real receiver.</summary>
public sealed partial class ExportTests(SharedPostgres postgres) : IDisposable
{
    private const string OfCoordinator = "sweeps-coordinator", OfWorker = "sweeps-worker";

    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task A_run_sends_the_metrics_of_both_programs_and_every_trial_as_one_trace()
    {
        await using var receiver = await OtlpReceiver.Start();
        foreach (var (name, value) in receiver.Environment) terminal.Environment[name] = value;

        (await Run()).With(code: 0);

        using var metrics = new CoordinatorMetrics(() => true, "test");
        Assert.Subset(metrics.Collector.Collect().Select(family => family.Name).ToHashSet(), receiver.MetricsOf(OfCoordinator).ToHashSet());
        Assert.Superset(
            new HashSet<string> { "sweeps.leader", "sweeps.trials.finished", "sweeps.objective.best", "sweeps.trial.duration", "sweeps.ledger.append.duration", "sweeps.http.request.duration" },
            receiver.MetricsOf(OfCoordinator).ToHashSet());
        Assert.Superset(new HashSet<string> { "sweeps.worker.slots", "sweeps.worker.rows", "sweeps.worker.trials.finished" }, receiver.MetricsOf(OfWorker).ToHashSet());

        var spans = receiver.Spans;
        // The first trials are baselines, which nobody proposed.
        foreach (var trial in new[] { "6", "7" })
        {
            var proposed = Assert.Single(spans, span => span.Name == "propose" && span.Tags["sweeps.trial"] == trial);
            Below(proposed, "append", OfCoordinator);
            var trained = Below(Below(proposed, "claim", OfCoordinator), "train", OfWorker);
            Assert.Equal("completed", trained.Tags["sweeps.outcome"]);
            var reported = Assert.Single(spans, span => span.Parent == trained.Id && span.Tags.GetValueOrDefault("sweeps.report") == "outcome");
            var finish = Below(reported, "POST /v1/attempts/{token}/outcome", OfCoordinator);
            // It finishes one trial and claims the next: two commands, and one append for both unless the first was quicker.
            Assert.InRange(spans.Count(span => span.Parent == finish.Id && (span.Name, span.Service, span.Trace) == ("append", OfCoordinator, finish.Trace)), 1, 2);
        }
        Assert.DoesNotContain(spans, span => span.Tags.Values.Append(span.Name).Any(text => Token().IsMatch(text)));

        ReceivedSpan Below(ReceivedSpan parent, string name, string service)
        {
            var found = Assert.Single(spans, span => span.Parent == parent.Id && span.Name == name);
            Assert.Equal((parent.Trace, service), (found.Trace, found.Service));
            return found;
        }
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task A_coordinator_among_several_sends_its_metrics_and_traces(string protocol)
    {
        await using var receiver = await OtlpReceiver.Start(protocol);

        await using var coordinator = await CoordinatorProcess.Start(await postgres.NewDatabase(), terminal.Root, receiver.Environment);

        await Soon.Happens(receiver.Comes(OfCoordinator, "sweeps.ledger.position"), "the ledger's position");
        await coordinator.Leads();
        Assert.True(await coordinator.Join("worker"));
        await Soon.Happens(receiver.Comes(span => span is { Service: OfCoordinator, Name: "append" }), "the span of an append");
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "Connection refused")]
    [InlineData("nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL")]
    public async Task Trials_go_on_where_nobody_receives_and_one_line_says_so(string endpoint, string why)
    {
        terminal.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        terminal.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        terminal.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "100";
        terminal.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "100";

        var ended = (await Run()).With(code: 0);

        var said = Assert.Single(ended.Errors.Split('\n'), line => line.Contains("metrics and traces are not sent, and everything else goes on", StringComparison.Ordinal));
        Assert.Contains(why, said, StringComparison.Ordinal);
    }

    [Fact]
    public void While_nobody_listens_nothing_is_made_for_a_span()
    {
        var traces = new CoordinatorTraces();
        var grant = new Grant(default, 1, 1, default, 1, null!, default, null, 15);
        Assert.True(Pass());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++) Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        bool Pass() => CoordinatorTraces.Request("POST", "/v1/claims", "") is null && traces.Propose(default, 1) is null && ReferenceEquals(traces.Claimed(grant), grant) &&
            CoordinatorTraces.Here == default(ActivityContext) && CoordinatorTraces.Append([], 1) is null && WorkerTraces.Train(grant) is null && WorkerTraces.Report("outcome") is null;
    }

    private Task<Ended> Run()
    {
        MulanFiles.WriteDense(terminal.Root);
        File.WriteAllText(terminal.File("spec.yaml"), Specs.Small);
        return terminal.Sweeps("run", "spec.yaml", "--workers", "1");
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex Token();
}
