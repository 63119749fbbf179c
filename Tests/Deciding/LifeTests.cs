using System.Collections.Immutable;
using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Deciding;

using static Tests.Deciding.Scenario;

/// <summary>Pausing, resuming, stopping, cancelling, changing and retrying.</summary>
public sealed class LifeTests
{
    [Fact]
    public void A_paused_sweep_starts_nothing_lets_finish_what_runs_and_uses_up_no_time()
    {
        var scenario = Launched(trials: 3, time: TimeSpan.FromHours(1));
        scenario.Propose();
        var (_, running) = scenario.Claim(1);

        scenario.When(new FleetCommand.Pause(Sweep, scenario.Now));
        scenario.Now += TimeSpan.FromHours(2);
        scenario.Complete(running);
        var (claim, _) = scenario.Claim(2);
        scenario.When(new FleetCommand.Tick(scenario.Now));

        Assert.Empty(claim.Events);
        Assert.Equal((1, null, TimeSpan.Zero), (scenario.State.Sweep(Sweep)!.Completed, scenario.State.Sweep(Sweep)!.Ended, scenario.State.Sweep(Sweep)!.TimeUsed));
        Assert.Empty(scenario.When(new FleetCommand.Pause(Sweep, scenario.Now)).Events);
    }

    [Fact]
    public void A_resumed_sweep_goes_on()
    {
        var scenario = Launched();
        scenario.When(new FleetCommand.Pause(Sweep, scenario.Now));

        scenario.When(new FleetCommand.Resume(Sweep, scenario.Now));

        Assert.Single(scenario.Claim(1).Decision.Events.OfType<LedgerEvent.AttemptStarted>());
        Assert.Empty(scenario.When(new FleetCommand.Resume(Sweep, scenario.Now)).Events);
    }

    [Fact]
    public void A_sweep_that_is_to_stop_ends_with_the_last_running_trial()
    {
        var scenario = Launched();
        scenario.Propose();
        var (_, running) = scenario.Claim(1);

        Assert.Equal([new LedgerEvent.SweepStopping(Sweep) { At = scenario.Now }], scenario.When(new FleetCommand.Stop(Sweep, scenario.Now)).Events);
        Assert.Empty(scenario.Claim(1, slot: 1).Decision.Events);
        scenario.Complete(running);

        Assert.Equal(new Ending(EndReason.Stopped, "it was stopped"), scenario.State.Sweep(Sweep)!.Ended);
    }

    [Fact]
    public void A_sweep_that_is_to_stop_ends_though_its_last_running_trial_is_lost()
    {
        var scenario = Launched();
        var (_, running) = scenario.Claim(1);
        scenario.When(new FleetCommand.Stop(Sweep, scenario.Now));

        scenario.When(new FleetCommand.Expire(running, scenario.Now));
        scenario.When(new FleetCommand.Tick(scenario.Now));

        Assert.Equal(EndReason.Stopped, scenario.State.Sweep(Sweep)!.Ended?.Reason);
    }

    [Fact]
    public void A_cancelled_sweep_ends_at_once_and_what_ran_waits_in_case_it_is_resumed()
    {
        var scenario = Launched();
        var (_, running) = scenario.Claim(1);

        var decision = scenario.When(new FleetCommand.Cancel(Sweep, scenario.Now));

        Assert.Equal(
            [
                new LedgerEvent.AttemptHandedBack(Sweep, 0, 1) { At = scenario.Now },
                new LedgerEvent.SweepEnded(Sweep, EndReason.Cancelled, "it was cancelled") { At = scenario.Now },
            ],
            decision.Events);
        Assert.False(scenario.State.IsLive(running));
        scenario.When(new FleetCommand.Resume(Sweep, scenario.Now));
        Assert.Equal(0, scenario.Claim(2).Decision.Events.OfType<LedgerEvent.AttemptStarted>().Single().Trial);
    }

    [Fact]
    public void A_sweep_whose_budget_is_used_up_is_not_resumed_and_its_user_is_told_what_to_do()
    {
        var scenario = Launched(trials: 1);
        scenario.Complete(scenario.Claim(1).Token);

        Assert.Equal(
            "sweep 'rare' has ended (all 1 trials are done): give it more, such as `sweeps set rare trials=200`",
            scenario.When(new FleetCommand.Resume(Sweep, scenario.Now)).Rejection?.Message);
        Assert.Equal(
            "sweep 'rare' has ended (all 1 trials are done): there is nothing to pause",
            scenario.When(new FleetCommand.Pause(Sweep, scenario.Now)).Rejection?.Message);
    }

    [Fact]
    public void More_trials_take_an_ended_sweep_up_again()
    {
        var scenario = Launched(trials: 1);
        scenario.Complete(scenario.Claim(1).Token);

        Assert.Null(Change(scenario, "trials", "2").Rejection);

        Assert.Equal((2, null), (scenario.State.Sweep(Sweep)!.Budget.Trials, scenario.State.Sweep(Sweep)!.Ended));
    }

    [Fact]
    public void A_stopped_sweep_whose_priority_is_changed_stays_stopped()
    {
        var scenario = Launched();
        scenario.When(new FleetCommand.Stop(Sweep, scenario.Now));

        Change(scenario, "priority", "7");

        Assert.Equal((7, EndReason.Stopped), (scenario.State.Sweep(Sweep)!.Budget.Priority, scenario.State.Sweep(Sweep)!.Ended?.Reason));
    }

    [Theory]
    [InlineData("trials", "-1", "trials: `trials` must be a whole number from 1 to 1000000, but got -1")]
    [InlineData("objective", "x", "unknown key `objective`; did you mean")]
    [InlineData("trials", "", "a sweep needs an end: give `trials`, `time`, or both")]
    [InlineData("worker_labels", "a100", "worker_labels: `worker_labels` must be a mapping of texts, such as { gpu: a100 }, but got a100")]
    [InlineData("weight", "0", "weight: `weight` must be a number above 0 and at most 1000000, but got 0")]
    public void A_setting_that_makes_no_sense_changes_nothing(string key, string value, string message)
    {
        var scenario = Launched();

        var decision = Change(scenario, key, value);

        Assert.Empty(decision.Events);
        if (key == "objective") Assert.StartsWith("unknown key `objective`", decision.Rejection?.Message);
        else Assert.Equal(message, decision.Rejection?.Message);
    }

    [Fact]
    public void A_failed_trial_is_tried_again_and_its_failure_counts_no_more()
    {
        var scenario = Launched(trials: 1);
        scenario.Fail(scenario.Claim(1).Token, FailureKind.UserError);
        Assert.Equal(EndReason.Trials, scenario.State.Sweep(Sweep)!.Ended?.Reason);

        scenario.When(new FleetCommand.Retry(Sweep, 0, scenario.Now));

        Assert.Equal((0, null), (scenario.State.Sweep(Sweep)!.Failed, scenario.State.Sweep(Sweep)!.Ended));
        scenario.Complete(scenario.Claim(2).Token);
        Assert.Equal((1, 0, EndReason.Trials), (scenario.State.Sweep(Sweep)!.Completed, scenario.State.Sweep(Sweep)!.Failed, scenario.State.Sweep(Sweep)!.Ended?.Reason));
    }

    [Fact]
    public void Only_a_failed_trial_is_tried_again()
    {
        var scenario = Launched();

        Assert.Equal("only a failed trial is tried again, and trial 0 of sweep 'rare' is waiting", scenario.When(new FleetCommand.Retry(Sweep, 0, scenario.Now)).Rejection?.Message);
        Assert.Equal("sweep 'rare' has no trial 7", scenario.When(new FleetCommand.Retry(Sweep, 7, scenario.Now)).Rejection?.Message);
    }

    [Fact]
    public void Somebodys_own_trial_is_one_of_the_sweeps()
    {
        var scenario = Launched(trials: 2);

        var decision = scenario.When(new FleetCommand.Enqueue(Sweep, Choose("mse"), scenario.Now));

        Assert.Equal([new LedgerEvent.TrialProposed(Sweep, 1, Choose("mse"), "user", false, 4) { At = scenario.Now }], decision.Events);
        Assert.StartsWith("all 2 trials of sweep 'rare' are proposed", scenario.When(new FleetCommand.Enqueue(Sweep, Choose("bce"), scenario.Now)).Rejection?.Message);
    }

    [Fact]
    public void The_same_launch_again_changes_nothing_also_after_the_sweep_is_gone()
    {
        var scenario = new Scenario();
        var launch = new FleetCommand.Launch(Spec(), "text", Data, scenario.Now, "key-1");
        scenario.When(launch);
        scenario.When(new FleetCommand.Delete(Sweep, scenario.Now));

        Assert.Equal(Decision.Nothing, scenario.When(launch));
        Assert.Equal("the idempotency key 'key-1' was used for another launch: give each launch its own", scenario.When(launch with { SpecText = "other" }).Rejection?.Message);
        Assert.NotEmpty(scenario.When(launch with { Key = "key-2" }).Events);
    }

    private static Decision Change(Scenario scenario, string key, string value) =>
        scenario.When(new FleetCommand.Change(Sweep, ImmutableSortedDictionary<string, string>.Empty.Add(key, value), scenario.Now));
}
