using System.Net;
using System.Net.Http.Headers;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Metrics;
using Coordinator.Running;
using Shared.Exposition;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;
using Tests.Http;
using Tests.Running;

namespace Tests.Metrics;

/// <summary>What a coordinator tells Prometheus.</summary>
public sealed class CoordinatorMetricsTests
{
    private const string Rare = """{sweep="rare"}""";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_sweep_is_told_in_figures_from_its_launch_to_its_deletion()
    {
        await using var live = await LiveServer.Start(launch: 3);
        await Finish(live, Scenario.Completed(0.3), measured: 2);
        await Propose(live.Coordinator, 1);
        await Finish(live, Scenario.Completed(0.4));
        await Propose(live.Coordinator, 2);
        await Finish(live, new AttemptResult.Failed(FailureKind.Crashed, "it broke"));
        await live.Coordinator.Claim(TimeProvider.System.GetTimestamp());

        var scrape = await Look(live.Client);

        Assert.Equal(2, scrape["""sweeps_trials_finished_total{outcome="completed",sweep="rare"}"""]);
        Assert.Equal(1, scrape["""sweeps_attempts_failed_total{kind="crashed",sweep="rare"}"""]);
        Assert.Equal(4, scrape["sweeps_attempts_started_total" + Rare]);
        Assert.Equal(1, scrape["sweeps_attempts_retried_total" + Rare]);
        Assert.Equal(1, scrape["""sweeps_trials_running{pool="default",sweep="rare"}"""]);
        Assert.Equal(0, scrape["""sweeps_trials_waiting{pool="default",sweep="rare"}"""]);
        Assert.Equal(1, scrape["""sweeps_slots_wanted{pool="default"}"""]);
        Assert.Equal(1, scrape["""sweeps_slots{pool="default"}"""]);
        Assert.Equal(1, scrape["""sweeps_workers{pool="default",state="ready"}"""]);
        Assert.Equal(0.4, scrape["sweeps_objective_best" + Rare]);
        Assert.Equal(0.3, scrape["sweeps_objective_baseline" + Rare]);
        Assert.Equal(0.1, scrape["sweeps_objective_gain" + Rare]!.Value, 12);
        Assert.Equal(2, scrape["sweeps_trial_objective_count" + Rare]);
        Assert.Equal(1, scrape["""sweeps_trial_objective_bucket{sweep="rare",le="0.3"}"""]);
        Assert.Equal(3.0, scrape["sweeps_trial_duration_seconds_sum" + Rare]);
        Assert.Equal(2, scrape["sweeps_epoch_duration_seconds_count" + Rare]);
        Assert.Equal(2.0, scrape["sweeps_epoch_duration_seconds_sum" + Rare]);
        Assert.Equal(4, scrape["sweeps_trial_queue_wait_seconds_count" + Rare]);
        Assert.Equal(1, scrape["sweeps_sweep_active" + Rare]);
        // Of ten epochs that might have been, two took 1.5 s.
        Assert.Equal(8 * 0.75, scrape["sweeps_device_saved_seconds_total" + Rare]);
        Assert.Equal(0, scrape["sweeps_commands_failed_total"]);
        Assert.Equal(1, scrape["sweeps_leader"]);
        Assert.Equal(1, scrape["sweeps_epoch"]);
        Assert.True(scrape["sweeps_ledger_append_duration_seconds_count"] > 5);

        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Delete(Scenario.Sweep, Now))).Rejection);

        Assert.DoesNotContain((await Look(live.Client)).Names, name => name.Contains("rare", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_folded_is_the_same_after_a_restart()
    {
        using var before = new CoordinatorMetrics(() => true, "test");
        var first = await LiveCoordinator.Begin(TimeProvider.System, null, new LedgerCounts(before));
        await first.Launch(TimeProvider.System);
        await first.Submit(new FleetCommand.Finish((await first.Claim(1)).Value!.Token, [], Scenario.Completed(0.3), Now));
        await Propose(first, 1);
        var late = (await first.Claim(2)).Value!.Token;
        await first.Submit(new FleetCommand.Expire(late, Now));
        await first.Submit(new FleetCommand.Finish(late, [], Scenario.Completed(0.9), Now));
        var was = await Fold(first, before);

        using var after = new CoordinatorMetrics(() => true, "test");
        await using var second = await LiveCoordinator.Begin(TimeProvider.System, await first.Leave(), new LedgerCounts(after));
        var now = await Fold(second, after);

        Assert.Equal(1, was["sweeps_leases_expired_total" + Rare]);
        Assert.Equal(1, was["sweeps_results_refused_total" + Rare]);
        Assert.Equal(1, was["""sweeps_attempts_failed_total{kind="lost",sweep="rare"}"""]);
        foreach (var counted in was.StartingWith("sweeps_").Where(pair => !pair.Key.StartsWith("sweeps_ledger", StringComparison.Ordinal) && pair.Key != "sweeps_epoch"))
            Assert.Equal((counted.Key, counted.Value), (counted.Key, now[counted.Key]));
        Assert.Equal(2, now["sweeps_epoch"]);
    }

    [Fact]
    public async Task A_ledger_that_is_folded_again_in_the_same_process_counts_nothing_twice()
    {
        using var metrics = new CoordinatorMetrics(() => true, "test");
        var first = await LiveCoordinator.Begin(TimeProvider.System, null, new LedgerCounts(metrics));
        await first.Launch(TimeProvider.System);
        await first.Submit(new FleetCommand.Finish((await first.Claim(1)).Value!.Token, [], Scenario.Completed(0.3), Now));
        await using var second = await LiveCoordinator.Begin(TimeProvider.System, await first.Leave(), new LedgerCounts(metrics));

        var scrape = await Fold(second, metrics);

        Assert.Equal(1, scrape["sweeps_trial_objective_count" + Rare]);
        Assert.Equal(1, scrape["""sweeps_trials_finished_total{outcome="completed",sweep="rare"}"""]);
        Assert.Equal(1, scrape["sweeps_workers_joined_total"]);
    }

    [Fact]
    public async Task A_scrape_in_the_very_turn_of_a_launch_is_answered()
    {
        using var metrics = new CoordinatorMetrics(() => true, "test");
        var counts = new LedgerCounts(metrics);
        await using var coordinator = await LiveCoordinator.Begin(TimeProvider.System, null, counts);

        var launched = await coordinator.Reign.Submit(new FleetCommand.Launch(Scenario.Spec(3), "text", Scenario.Data, Now), counts.Read);

        Assert.Empty(launched.Value!.Sweeps);
        Assert.Equal("rare", Assert.Single((await coordinator.Reign.Read(counts.Read)).Sweeps).Name.ToString());
    }

    [Fact]
    public async Task A_command_on_which_the_decider_threw_is_counted()
    {
        await using var live = await LiveServer.Start();

        await Assert.ThrowsAsync<NullReferenceException>(() => live.Coordinator.Submit(new FleetCommand.Launch(null!, "", Scenario.Data, Now)));

        Assert.Equal(1, (await Look(live.Client))["sweeps_commands_failed_total"]);
    }

    [Fact]
    public async Task Requests_are_counted_by_the_pattern_of_their_route_and_strangers_make_no_series()
    {
        await using var live = await LiveServer.Start();
        // All over one connection, where the next request is served once the one before has been counted.
        foreach (var path in new[] { "/v1/sweeps/rare", "/v1/sweeps/another", "/a", "/b" }) (await live.Client.GetAsync(path)).Dispose();
        (await live.Client.SendAsync(OfStranger("GET", "/v1/sweeps/rare"))).Dispose();
        (await live.Client.SendAsync(OfStranger("STRANGE", "/c"))).Dispose();

        var counted = (await Look(live.Client)).StartingWith("sweeps_http_request_duration_seconds_count");

        Assert.Equal(1, counted["""sweeps_http_request_duration_seconds_count{method="GET",route="/v1/sweeps/{name}",status="200"}"""]);
        Assert.Equal(1, counted["""sweeps_http_request_duration_seconds_count{method="GET",route="/v1/sweeps/{name}",status="404"}"""]);
        Assert.Equal(1, counted["""sweeps_http_request_duration_seconds_count{method="GET",route="/v1/sweeps/{name}",status="401"}"""]);
        Assert.Equal(2, counted["""sweeps_http_request_duration_seconds_count{method="other",route="other",status="404"}"""]);
        Assert.Equal(1, counted["""sweeps_http_request_duration_seconds_count{method="other",route="other",status="401"}"""]);
        Assert.Equal(5, counted.Count);

        static HttpRequestMessage OfStranger(string method, string path) => new(new HttpMethod(method), path) { Headers = { Authorization = new("Bearer", "nobody") } };
    }

    [Fact]
    public async Task A_viewer_may_scrape_and_nobody_without_a_token_unless_that_is_meant()
    {
        await using var live = await LiveServer.Start();
        using var stranger = live.Speak(null);
        using var viewer = live.As(Role.Viewer);

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/metrics")).StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", (await viewer.GetAsync("/metrics")).Content.Headers.ContentType!.ToString());

        var open = await live.Serve(new SoleStanding(new Office(live.Coordinator.Reign, live.Coordinator.Desk, live.Coordinator.Leases)), ServerOptions.Loopback() with { MetricsOpen = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(open.Address, "/metrics"));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));
        using var reply = await stranger.SendAsync(request);

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", reply.Content.Headers.ContentType!.ToString());
        Assert.EndsWith("# EOF\n", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_instrument_has_a_sentence_and_no_label_has_an_end_that_is_not_in_sight()
    {
        await using var live = await LiveServer.Start();
        await Finish(live, Scenario.Completed(0.3), measured: 1);

        foreach (var family in live.Metrics.Collector.Collect())
        {
            Assert.EndsWith(".", family.Help, StringComparison.Ordinal);
            Assert.StartsWith("sweeps.", family.Name, StringComparison.Ordinal);
            var labels = family.Points.SelectMany(point => point.Labels).Select(label => label.Key).Distinct();
            Assert.Subset(new HashSet<string> { "sweep", "pool", "state", "outcome", "kind", "method", "route", "status", "version" }, labels.ToHashSet());
        }
    }

    private static async Task Propose(LiveCoordinator coordinator, int trial) =>
        Assert.Null((await coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, trial, Scenario.Choose("mse"), "tpe/1", 1, Now))).Rejection);

    private static async Task<Scrape> Look(HttpClient client) => new(await client.GetStringAsync("/metrics"));

    private static async Task<Scrape> Fold(LiveCoordinator coordinator, CoordinatorMetrics metrics)
    {
        await metrics.Look(new SoleStanding(new Office(coordinator.Reign, coordinator.Desk, coordinator.Leases)), TimeProvider.System, default);
        return new Scrape(ExpositionFormat.Prometheus.Write(metrics.Collector.Collect()));
    }

    private static async Task Finish(LiveServer live, AttemptResult result, int measured = 0)
    {
        var claimed = await live.Coordinator.Claim(TimeProvider.System.GetTimestamp());
        var measurements = Enumerable.Range(1, measured).Select(epoch => Scenario.Measured(epoch, 0.1)).ToArray();
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Finish(claimed.Value!.Token, measurements, result, Now))).Rejection);
    }
}
