using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Tests.Agent;
using Tests.EndToEnd;
using Tests.Http;

namespace Tests.Cli;

/// <summary>Watching a sweep of a coordinator, and its events.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private SmallSweep small = null!;

    public async ValueTask InitializeAsync() => small = await SmallSweep.Launched();

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task A_watcher_is_told_every_outcome_and_ends_with_the_sweep()
    {
        await small.Complete(0.25);
        var watching = small.Terminal.Start("watch", "small");
        await Says(watching, "sweep 'small': 1 of 8 trials done");

        await small.Complete(0.5);
        await small.Submit(new FleetCommand.Cancel(SmallSweep.Name, TimeProvider.System.GetUtcNow()));

        var ended = (await watching.End()).With(code: 0);
        var lines = ended.Errors.Split('\n');
        Assert.Matches(@"^\[2/8\] trial 1: 0\.5000 in 1\.5 s, weighted_bce .* - best so far, \+0\.2500 over the baseline$", lines[1]);
        Assert.Equal("ended: it was cancelled", lines[2]);
        Assert.Contains("Best is trial 1: validation.macro_ap 0.5000", ended.Output, StringComparison.Ordinal);
        Assert.EndsWith("'sweeps export small' brings the best configuration and the trained weights here\n", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_nothing_completed_a_watcher_ends_with_3()
    {
        await small.Submit(new FleetCommand.Stop(SmallSweep.Name, TimeProvider.System.GetUtcNow()));

        var ended = (await small.Terminal.Sweeps("watch", "small", "--json")).With(code: 3);

        Assert.Equal("it was stopped", ended.Json.GetProperty("ended").GetString());
    }

    [Fact]
    public async Task A_watcher_goes_on_at_another_coordinator_and_misses_nothing()
    {
        var second = await small.Live.Serve(Standing());
        var watching = small.At($"{second.Address},{small.Live.Server.Address}", LiveServer.Everything).Start("watch", "small");
        await Says(watching, "0 of 8 trials done");
        await small.Complete(0.25);
        await Says(watching, "[1/8] trial 0");

        await small.Live.End(second);
        await small.Complete(0.5);
        await Says(watching, "[2/8] trial 1");
        await small.Submit(new FleetCommand.Cancel(SmallSweep.Name, TimeProvider.System.GetUtcNow()));

        Assert.Equal(4, (await watching.End()).With(code: 0).Errors.Split('\n').Length);
    }

    [Fact]
    public async Task A_watcher_is_told_of_pauses_and_changes_and_counts_right_afterwards()
    {
        var watching = small.Terminal.Start("watch", "small");
        await Says(watching, "0 of 8 trials done");

        await small.Fail("it went to NaN");
        (await small.Terminal.Sweeps("pause", "small")).With(code: 0);
        (await small.Terminal.Sweeps("resume", "small")).With(code: 0);
        (await small.Terminal.Sweeps("set", "small", "trials=9")).With(code: 0);
        (await small.Terminal.Sweeps("retry", "small", "0")).With(code: 0);
        await small.Complete(0.25);
        await Says(watching, "[1/9] trial ");
        (await small.Terminal.Sweeps("delete", "small", "--force")).With(code: 0);

        var lines = (await watching.End()).With(code: 2).Errors.Split('\n');
        Assert.Equal("[1/8] trial 0: failed (Diverged): it went to NaN", lines[1]);
        Assert.Equal(
            ["paused: what runs goes on, and no further trial starts", "goes on", "its budget was changed", "trial 0 is tried again"], lines[2..6]);
        Assert.Equal("sweeps: sweep 'small' was deleted while it was watched", lines[^1]);
    }

    [Fact]
    public async Task An_interrupted_watcher_says_that_the_sweep_goes_on()
    {
        var watching = small.Terminal.Start("watch", "small");
        await Says(watching, "0 of 8 trials done");

        watching.Signal(SweepsProcess.Interrupt);

        Assert.EndsWith("sweeps: no longer watching; sweep 'small' goes on", (await watching.End()).With(code: 130).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_followed_until_one_is_interrupted()
    {
        using var folder = new TemporaryFolder();
        var following = small.Terminal.Start("events", "small", "--follow", "--json");
        await small.Complete(0.25);
        // Everything up to here is there once the reader of another stream has it; the process is then ended in its own time.
        await Soon.Happens(Followed(), "a watcher");

        following.Signal(SweepsProcess.Interrupt);

        Assert.Contains("\"type\":\"trial_completed\"", (await following.End()).With(code: 130).Output, StringComparison.Ordinal);

        async Task Followed()
        {
            while (!following.OutputSoFar.Contains("trial_completed", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private SoleStanding Standing() => new(new Office(small.Live.Coordinator.Reign, small.Live.Coordinator.Desk, small.Live.Coordinator.Leases));

    private static Task Says(SweepsProcess process, string text)
    {
        return Soon.Happens(Said(), $"that sweeps says '{text}'");

        async Task Said()
        {
            while (!process.Errors.Contains(text, StringComparison.Ordinal))
            {
                if (process.HasEnded) Assert.Fail($"it ended instead: {process.Errors}");
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
