using Coordinator.Deciding.Access;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Tests.EndToEnd;

namespace Tests.Cli;

/// <summary>Verbs that change a coordinator's sweeps.</summary>
public sealed class ChangeVerbTests : IAsyncLifetime
{
    private SmallSweep small = null!;
    private Terminal operating = null!;

    public async ValueTask InitializeAsync()
    {
        small = await SmallSweep.Launched();
        operating = small.As(Role.Operator);
    }

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task A_sweep_is_paused_and_resumed()
    {
        await small.Claim();

        Assert.Equal("sweep 'small' is paused; the trial that runs is let finish; 'sweeps resume small' takes it up again\n", (await operating.Sweeps("pause", "small")).With(code: 0).Output);
        Assert.Equal(SweepPhase.Paused, await small.Phase());
        Assert.Equal("active", (await operating.Sweeps("resume", "small", "--json")).With(code: 0).Json.GetProperty("state").GetString());
        Assert.Equal(SweepPhase.Active, await small.Phase());
    }

    [Fact]
    public async Task A_sweep_that_is_stopped_lets_what_runs_finish()
    {
        await small.Claim();

        Assert.Equal("sweep 'small' ends soon; the trial that runs is let finish\n", (await operating.Sweeps("stop", "small")).With(code: 0).Output);
        Assert.Equal(SweepPhase.Stopping, await small.Phase());
    }

    [Fact]
    public async Task A_sweep_that_is_cancelled_has_ended()
    {
        await small.Claim();

        Assert.Equal(
            "sweep 'small' has ended: it was cancelled; what ran is killed, what is finished stays, and 'sweeps resume small' goes on\n",
            (await operating.Sweeps("cancel", "small")).With(code: 0).Output);
        Assert.Equal(SweepPhase.Ended, await small.Phase());
        Assert.Equal("sweeps: sweep 'small' has ended (it was cancelled): there is nothing to pause", await operating.Refused(2, "pause", "small"));
    }

    [Fact]
    public async Task A_failed_trial_is_tried_again_and_no_other()
    {
        await small.Fail("it went to NaN");

        Assert.Equal("trial 0 of sweep 'small' is tried again: it is waiting\n", (await operating.Sweeps("retry", "small", "0")).With(code: 0).Output);
        Assert.Equal("sweeps: only a failed trial is tried again, and trial 0 of sweep 'small' is waiting", await operating.Refused(2, "retry", "small", "0"));
    }

    [Fact]
    public async Task Settings_are_those_of_a_spec()
    {
        var set = (await operating.Sweeps("set", "small", "trials=200", "time=2h")).With(code: 0);
        var budget = (await operating.Sweeps("status", "small", "--json")).With(code: 0).Json.GetProperty("budget");

        Assert.StartsWith("set time=2h, trials=200\nsmall: ", set.Output, StringComparison.Ordinal);
        Assert.Equal((200, 7200.0), (budget.GetProperty("trials").GetInt32(), budget.GetProperty("seconds").GetDouble()));
        Assert.Equal("sweeps: a setting is KEY=VALUE, such as trials=200, but got '200'", await operating.Refused(2, "set", "small", "200"));
        Assert.Contains("trials", await operating.Refused(2, "set", "small", "trials=none"), StringComparison.Ordinal);
        Assert.Contains("did you mean `trials`?", await operating.Refused(2, "set", "small", "trails=5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_drains_and_is_waited_for()
    {
        await small.Claim();
        var draining = operating.Start("drain", "ada", "--wait");

        await Agent.Soon.Happens(Drains(), "ada's draining");
        Assert.False(draining.HasEnded);
        await small.Submit(new Coordinator.Deciding.Sweeps.FleetCommand.Leave(Deciding.Scenario.Ada, TimeProvider.System.GetUtcNow()));

        Assert.Equal("worker 'ada' is draining: it finishes small/0\nworker 'ada' has left\n", (await draining.End()).With(code: 0).Output);
    }

    [Fact]
    public async Task A_sweep_that_has_not_ended_is_deleted_by_force_alone()
    {
        await small.Claim();

        Assert.Equal(
            "sweeps: sweep 'small' has not ended: stop or cancel it first, or delete it with --force, which kills what runs", await operating.Refused(2, "delete", "small"));
        Assert.Equal("sweep 'small' is deleted\n", (await operating.Sweeps("delete", "small", "--force")).With(code: 0).Output);
        Assert.Equal("sweeps: there is no sweep 'small' here: there are none", await operating.Refused(2, "status", "small"));
    }

    [Fact]
    public async Task What_an_operator_did_is_in_the_audit_trail()
    {
        (await operating.Sweeps("pause", "small")).With(code: 0);

        var last = (await operating.Sweeps("events", "small", "--json")).With(code: 0).Json;

        Assert.Equal(("sweep_paused", small.Live.Token(Role.Operator).Id), (last.GetProperty("type").GetString(), last.GetProperty("by").GetString()));
    }

    [Theory]
    [InlineData("DELETE", 404, "unknown-sweep", "delete", "small", "--force")]
    [InlineData("POST", 409, "not-failed", "retry", "small", "0")]
    public async Task A_change_whose_answer_was_lost_is_not_refused_the_second_time(string method, int status, string type, params string[] arguments)
    {
        await small.Fail("it went to NaN");
        var client = small.Live.Client;
        var lost = false;
        await using var between = await StrangeServer.Start(async context =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path.ToString());
            using var answer = await client.SendAsync(request);
            if (context.Request.Method == method && !lost)
            {
                // Carried out, and nobody is told.
                lost = true;
                Assert.True(answer.IsSuccessStatusCode);
                context.Abort();
                return;
            }
            if (context.Request.Method == method) Assert.Equal(status, (int)answer.StatusCode);
            (context.Response.StatusCode, context.Response.ContentType) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString());
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (body.Length > 0) await context.Response.Body.WriteAsync(body);
        });

        (await small.At(between.Address.ToString(), "a.token.of.this.test.alone").Sweeps(arguments)).With(code: 0);

        Assert.True(lost, type);
    }

    private async Task Drains()
    {
        while (!await small.Live.Coordinator.Reign.Read(state => state.Workers["ada"].IsDraining)) await Task.Delay(TimeSpan.FromMilliseconds(20));
    }
}
