using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;

namespace Tests.Http;

/// <summary>Reading sweeps, trials, measurements and workers.</summary>
public sealed class SweepApiTests : IAsyncLifetime
{
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start();

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task A_sweep_is_told_with_its_best_trial_its_baseline_and_its_budget()
    {
        await Complete(0, 0.25);
        await Propose(1);
        await Complete(1, 0.5);
        await Propose(2);

        var status = await Get("/v1/sweeps/rare", ApiJson.Default.SweepStatus);

        Assert.Equal((SweepPhase.Active, "validation.macro_ap", true), (status.State, status.Objective, status.Maximise));
        Assert.Equal((2, 1, 3), (status.Trials["completed"], status.Trials["waiting"], status.Budget.Trials));
        Assert.Equal((1, 0.5, 0.49), (status.Best!.Trial, status.Best.Value, status.Best.Test!.Value));
        Assert.Equal((0, 0), (status.Baseline!.Trial, status.BestBce!.Trial));
        Assert.Equal(Scenario.Data, status.Data);
    }

    [Fact]
    public async Task A_running_trial_is_told_with_its_worker_and_its_epoch()
    {
        var grant = await live.Coordinator.Claim(1);
        await live.Coordinator.Submit(new FleetCommand.Measure(grant.Value!.Token, [Scenario.Measured(1, 0.125)], DateTimeOffset.UnixEpoch));

        var running = Assert.Single((await Get("/v1/sweeps/rare", ApiJson.Default.SweepStatus)).Running);
        var worker = Assert.Single((await Get("/v1/workers", ApiJson.Default.WorkerList)).Workers);

        Assert.Equal((0, "ada", 1, 0.125), (running.Trial, running.Worker, running.Epoch, running.Latest));
        Assert.Equal(("ada", WorkerCondition.Ready, 0), (worker.Name, worker.State, Assert.Single(worker.Running).Trial));
        Assert.NotNull(worker.LastHeardSeconds);
    }

    [Fact]
    public async Task Sweeps_come_in_pages_by_name()
    {
        foreach (var name in new[] { "beta", "alpha", "gamma" })
            await live.Coordinator.Submit(new FleetCommand.Launch(Scenario.Spec() with { Name = SweepName.Parse(name) }, "text", Scenario.Data, DateTimeOffset.UnixEpoch));

        var first = await Get("/v1/sweeps?limit=2", ApiJson.Default.SweepPage);
        var second = await Get($"/v1/sweeps?limit=2&after={first.Next}", ApiJson.Default.SweepPage);

        Assert.Equal("alpha beta", string.Join(' ', first.Sweeps.Select(sweep => sweep.Sweep)));
        Assert.Equal("gamma rare", string.Join(' ', second.Sweeps.Select(sweep => sweep.Sweep)));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Trials_come_in_pages_by_number_and_by_where_they_stand()
    {
        await Complete(0, 0.25);
        await Propose(1);
        await Propose(2);

        var first = await Get("/v1/sweeps/rare/trials?limit=2", ApiJson.Default.TrialPage);
        var second = await Get($"/v1/sweeps/rare/trials?limit=2&after={first.Next}", ApiJson.Default.TrialPage);

        Assert.Equal([0, 1], first.Trials.Select(trial => trial.Trial));
        Assert.Equal([2], second.Trials.Select(trial => trial.Trial));
        Assert.Equal((1, null), (first.Next, second.Next));
        Assert.Equal([0], (await Get("/v1/sweeps/rare/trials?state=completed", ApiJson.Default.TrialPage)).Trials.Select(trial => trial.Trial));
        Assert.Equal([1, 2], (await Get("/v1/sweeps/rare/trials?state=waiting", ApiJson.Default.TrialPage)).Trials.Select(trial => trial.Trial));
        Assert.Empty((await Get("/v1/sweeps/rare/trials?state=running", ApiJson.Default.TrialPage)).Trials);
        Assert.Empty((await Get("/v1/sweeps/rare/trials?state=failed", ApiJson.Default.TrialPage)).Trials);
    }

    [Fact]
    public async Task Measurements_come_in_pages_by_attempt_and_epoch()
    {
        var grant = await live.Coordinator.Claim(1);
        await live.Coordinator.Submit(new FleetCommand.Measure(
            grant.Value!.Token, [Scenario.Measured(1, 0.125), Scenario.Measured(2, double.NaN), Scenario.Measured(3, 0.25)], DateTimeOffset.UnixEpoch));

        var first = await Get("/v1/sweeps/rare/trials/0/measurements?limit=2", ApiJson.Default.MeasurementPage);
        var second = await Get($"/v1/sweeps/rare/trials/0/measurements?limit=2&after={first.Next}", ApiJson.Default.MeasurementPage);

        Assert.Equal([(1, 1, 0.125), (1, 2, double.NaN)], first.Measurements.Select(row => (row.Attempt, row.Epoch, row.Values["validation.macro_ap"])));
        Assert.Equal(("1.2", 3, null), (first.Next, Assert.Single(second.Measurements).Epoch, second.Next));
    }

    [Fact]
    public async Task The_best_comes_with_a_spec_that_trains_it_and_before_there_is_one_with_none()
    {
        var before = await Get("/v1/sweeps/rare/best", ApiJson.Default.BestReply);
        await Complete(0, 0.25);
        var after = await Get("/v1/sweeps/rare/best", ApiJson.Default.BestReply);

        Assert.Equal((null, null), (before.Trial, before.Yaml));
        Assert.Equal(0, after.Trial!.Trial);
        Assert.Contains("name: rare-best", after.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_spec_comes_as_it_was_launched()
    {
        using var reply = await live.Client.GetAsync("/v1/sweeps/rare/spec");

        Assert.Equal(("text/yaml", "text"), (reply.Content.Headers.ContentType!.MediaType, await reply.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Every_reply_says_its_position()
    {
        foreach (var path in new[] { "/v1/sweeps", "/v1/sweeps/rare", "/v1/sweeps/rare/spec", "/v1/sweeps/rare/trials", "/v1/workers", "/v1/status", "/v1/tokens", "/v1/events", "/v1/sweeps/nobody", "/nothing" })
        {
            using var reply = await live.Client.GetAsync(path);
            Assert.Equal(live.Tail.Position.ToString(), Assert.Single(reply.Headers.GetValues("Sweeps-Position")));
        }
    }

    [Theory]
    [InlineData("/v1/sweeps/nobody", 404, "there is no sweep 'nobody' here")]
    [InlineData("/v1/sweeps/..%2F..%2Fetc", 404, "a sweep's name has 1 to 63 of a-z, 0-9, '-' and '_' and starts with a letter or digit, but got '..%2F..%2Fetc'")]
    [InlineData("/v1/sweeps/rare/trials/7", 404, "sweep 'rare' has no trial 7")]
    [InlineData("/v1/sweeps/rare/trials/-1", 404, "a trial is a whole number from 0, but got '-1'")]
    [InlineData("/v1/sweeps/rare/trials/99999999999999999999", 404, "a trial is a whole number from 0, but got '99999999999999999999'")]
    [InlineData("/v1/sweeps?limit=0", 400, "`limit` must be a whole number from 1 to 1000, but got '0'")]
    [InlineData("/v1/sweeps?limit=1&limit=2", 400, "`limit` may be given once")]
    [InlineData("/v1/sweeps?limits=5", 400, "this endpoint has no query parameter `limits`: it has `after`, `limit`")]
    [InlineData("/v1/sweeps/rare?x=1", 400, "this endpoint has no query parameter `x`: it has none")]
    [InlineData("/v1/sweeps/rare/trials?state=asleep", 400, "`state` is one of running, waiting, completed, failed, but got 'asleep'")]
    [InlineData("/v1/sweeps/rare/trials/0/measurements?after=x", 400, "`after` is an attempt and an epoch, such as 1.20, but got 'x'")]
    [InlineData("/nothing", 404, "there is nothing at this path: GET /openapi/v1.json says what there is")]
    public async Task What_is_not_there_or_not_asked_well_is_a_problem_that_says_the_rule(string path, int status, string detail)
    {
        using var reply = await live.Client.GetAsync(path);

        var problem = (await reply.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!;
        Assert.Equal((status, status, detail), ((int)reply.StatusCode, problem.Status, problem.Detail));
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_position_that_is_no_number_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sweeps");
        request.Headers.Add("Sweeps-Position", "-3");

        Assert.Equal(HttpStatusCode.BadRequest, (await live.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_path_that_knows_other_methods_says_which()
    {
        using var reply = await live.Client.DeleteAsync("/v1/sweeps/rare/trials");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.StatusCode);
        Assert.Equal("this path knows GET, POST", (await reply.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!.Detail);
    }

    [Fact]
    public async Task Whether_it_is_alive_and_ready_is_told_to_everybody_and_nothing_else_is()
    {
        using var stranger = live.Speak(null);
        foreach (var path in new[] { "/healthz", "/readyz" })
        {
            using var reply = await stranger.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, """{"status":"ok"}"""), (reply.StatusCode, await reply.Content.ReadAsStringAsync()));
            Assert.False(reply.Headers.Contains("Sweeps-Position"));
        }
    }

    [Fact]
    public async Task The_coordinator_says_who_it_is()
    {
        var status = await Get("/v1/status", ApiJson.Default.CoordinatorStatus);

        Assert.Equal((true, null, 1, 1, 1), (status.Active, status.Leader, status.Sweeps, status.Workers, status.Slots));
        Assert.Equal(1, status.Epoch);
        Assert.False(string.IsNullOrEmpty(status.Version));
    }

    private async Task<T> Get<T>(string path, JsonTypeInfo<T> type)
    {
        using var reply = await live.Client.GetAsync(path);
        Assert.True(reply.IsSuccessStatusCode, $"{path}: {reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return (await reply.Content.ReadFromJsonAsync(type))!;
    }

    private Task Propose(int trial) =>
        live.Coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, trial, Scenario.Choose("mse"), "tpe/1", 1, DateTimeOffset.UnixEpoch));

    private async Task Complete(int trial, double value)
    {
        var grant = await live.Coordinator.Claim(trial + 1);
        Assert.Equal(trial, grant.Value!.Trial);
        await live.Coordinator.Submit(new FleetCommand.Finish(grant.Value.Token, [], Scenario.Completed(value), DateTimeOffset.UnixEpoch));
    }
}
