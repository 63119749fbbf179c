using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Deciding;

using static Tests.Deciding.Scenario;


public sealed class SweepTests
{
    [Fact]
    public void A_launched_sweep_begins_with_its_baselines()
    {
        var scenario = Launched();

        var proposed = Assert.Single(scenario.Ledger.OfType<LedgerEvent.TrialProposed>());

        Assert.Equal((0, "baseline", true), (proposed.Trial, proposed.Origin, proposed.Baseline));
    }

    [Fact]
    public void A_sweep_ends_with_its_last_trial()
    {
        var scenario = Launched(trials: 2);
        scenario.Propose();
        scenario.Complete(scenario.Claim(1).Token);

        var last = scenario.Complete(scenario.Claim(2).Token);

        Assert.Equal(new LedgerEvent.SweepEnded(Sweep, EndReason.Trials, "all 2 trials are done") { At = scenario.Now }, last.Events[^1]);
    }

    [Fact]
    public void No_more_trials_are_proposed_than_the_budget_has()
    {
        var scenario = Launched(trials: 1);

        Assert.Equal("trial 1 of sweep 'rare' is not the next one to propose", scenario.Propose().Rejection!.Message);
    }

    [Fact]
    public void A_proposal_for_another_trial_than_the_next_is_stale()
    {
        var scenario = Launched();

        var decision = scenario.When(new FleetCommand.Propose(Sweep, 2, Choose("mse"), "tpe/1", 1, scenario.Now));

        Assert.IsType<Rejection.StaleProposal>(decision.Rejection);
    }

    [Fact]
    public void A_proposal_outside_of_the_space_is_refused_with_what_is_wrong()
    {
        var scenario = Launched();

        Assert.Equal("a proposal for sweep 'rare' is not in its space: loss must be one of bce, mse, but got focal", scenario.Propose("focal").Rejection!.Message);
    }

    [Fact]
    public void The_best_is_the_highest_objective_and_ties_go_to_the_lower_number()
    {
        var scenario = Launched(trials: 3);
        scenario.Propose();
        scenario.Propose();
        scenario.Complete(scenario.Claim(1).Token, 0.2);
        scenario.Complete(scenario.Claim(2).Token, 0.4);
        scenario.Complete(scenario.Claim(3).Token, 0.4);

        Assert.Equal(1, scenario.State.Sweep(Sweep)!.Best);
    }

    [Fact]
    public void The_same_launch_again_changes_nothing()
    {
        var scenario = Launched();

        Assert.Equal(Decision.Nothing, scenario.When(new FleetCommand.Launch(Spec(), "text", Data, scenario.Now)));
    }

    [Fact]
    public void More_trials_take_an_ended_sweep_up_again()
    {
        var scenario = Launched(trials: 1);
        scenario.Complete(scenario.Claim(1).Token);
        Assert.NotNull(scenario.State.Sweep(Sweep)!.Ended);

        scenario.When(new FleetCommand.Launch(Spec(trials: 2), "text", Data, scenario.Now));

        Assert.Null(scenario.State.Sweep(Sweep)!.Ended);
        Assert.Null(scenario.Propose().Rejection);
    }

    [Fact]
    public void Fewer_trials_than_are_done_end_the_sweep()
    {
        var scenario = Launched(trials: 3);
        scenario.Complete(scenario.Claim(1).Token);

        scenario.When(new FleetCommand.Launch(Spec(trials: 1), "text", Data, scenario.Now));

        Assert.Equal(EndReason.Trials, scenario.State.Sweep(Sweep)!.Ended!.Reason);
    }

    [Fact]
    public void Another_space_or_other_data_are_refused_with_the_differences()
    {
        var scenario = Launched();
        var other = Spec() with { Objective = new Objective("validation.micro_ap", true) };

        var decision = scenario.When(new FleetCommand.Launch(other, "text", ArtefactAddress.Parse(new string('e', 64)), scenario.Now));

        Assert.Equal(
            "sweep 'rare' exists with another settings: objective: was the highest validation.macro_ap, is the highest validation.micro_ap; data: the prepared data had fingerprint dddddddddddd, has eeeeeeeeeeee",
            decision.Rejection!.Message.Replace("maximise", "the highest", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_ends_once_more_trials_failed_than_it_allows()
    {
        var scenario = Launched(trials: 9, maxFailures: 1);
        scenario.Propose();
        scenario.Fail(scenario.Claim(1).Token, FailureKind.Diverged);

        var decision = scenario.Fail(scenario.Claim(2).Token, FailureKind.OutOfMemory);

        Assert.Equal(EndReason.TooManyFailures, Assert.IsType<LedgerEvent.SweepEnded>(decision.Events[^1]).Reason);
    }

    [Fact]
    public void The_same_user_error_five_times_in_a_row_ends_the_sweep_with_its_message()
    {
        var scenario = Launched(trials: 9);
        for (var trial = 1; trial < RetryRule.UserErrorsInARow; trial++) scenario.Propose();

        Decision decision = Decision.Nothing;
        for (var trial = 1; trial <= RetryRule.UserErrorsInARow; trial++)
        {
            Assert.Null(scenario.State.Sweep(Sweep)!.Ended);
            decision = scenario.Fail(scenario.Claim(trial).Token, FailureKind.UserError, "no such column");
        }

        var ended = Assert.IsType<LedgerEvent.SweepEnded>(decision.Events[^1]);
        Assert.Equal((EndReason.RepeatedUserError, "the same error came 5 times in a row: no such column"), (ended.Reason, ended.Message));
    }

    [Fact]
    public void Time_counts_while_the_coordinator_is_up_and_not_while_it_was_down()
    {
        var scenario = Launched(trials: null, time: TimeSpan.FromMinutes(10));
        scenario.Now += TimeSpan.FromMinutes(4);
        scenario.Complete(scenario.Claim(1).Token);
        scenario.Now += TimeSpan.FromDays(1);
        scenario.When(new FleetCommand.TakeLeadership("here", scenario.Now));
        scenario.Now += TimeSpan.FromMinutes(5);
        scenario.Propose();

        Assert.Equal(TimeSpan.FromMinutes(9), scenario.State.Sweep(Sweep)!.TimeUsed);
        Assert.Empty(scenario.When(new FleetCommand.Tick(scenario.Now)).Events);

        scenario.Now += TimeSpan.FromMinutes(1);
        var ended = Assert.Single(scenario.When(new FleetCommand.Tick(scenario.Now)).Events);
        Assert.Equal(EndReason.Time, Assert.IsType<LedgerEvent.SweepEnded>(ended).Reason);
    }

    [Fact]
    public void Time_that_is_up_starts_no_trial_and_lets_the_running_one_finish()
    {
        var scenario = Launched(trials: null, time: TimeSpan.FromMinutes(10));
        scenario.Propose();
        var (_, token) = scenario.Claim(1);
        scenario.Now += TimeSpan.FromMinutes(11);

        Assert.Empty(scenario.Claim(1, slot: 1).Decision.Events);
        Assert.Empty(scenario.When(new FleetCommand.Tick(scenario.Now)).Events);
        Assert.Equal(EndReason.Time, Assert.IsType<LedgerEvent.SweepEnded>(scenario.Complete(token).Events[^1]).Reason);
    }

    [Fact]
    public void A_clock_that_goes_backwards_takes_no_time_away()
    {
        var scenario = Launched();
        scenario.Now -= TimeSpan.FromHours(1);
        scenario.Propose();

        Assert.Equal(TimeSpan.Zero, scenario.State.Sweep(Sweep)!.TimeUsed);
    }

    [Fact]
    public void A_deleted_sweep_frees_its_name_and_its_running_attempts_are_held_no_more()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        scenario.When(new FleetCommand.Delete(Sweep, scenario.Now));
        scenario.When(new FleetCommand.Launch(Spec(), "text", Data, scenario.Now));
        scenario.Claim(2);

        Assert.False(scenario.State.IsLive(token));
        Assert.Empty(scenario.Complete(token).Events);
    }

    [Fact]
    public void An_exhausted_space_ends_the_sweep_once_nothing_is_on_its_way()
    {
        var scenario = Launched();
        Assert.IsType<Rejection.StaleProposal>(scenario.When(new FleetCommand.ExhaustSpace(Sweep, 1, scenario.Now)).Rejection);
        scenario.Complete(scenario.Claim(1).Token);

        var ended = Assert.Single(scenario.When(new FleetCommand.ExhaustSpace(Sweep, 1, scenario.Now)).Events);

        Assert.Equal(EndReason.SpaceExhausted, Assert.IsType<LedgerEvent.SweepEnded>(ended).Reason);
    }

    [Fact]
    public void A_budget_lowered_below_what_is_done_ends_the_sweep_once_what_was_running_is_lost()
    {
        var scenario = Launched(trials: 3);
        scenario.Propose();
        scenario.Complete(scenario.Claim(1).Token);
        scenario.Claim(2);
        scenario.When(new FleetCommand.Launch(Scenario.Spec(trials: 1), "text", Scenario.Data, scenario.Now));
        scenario.When(new FleetCommand.Join(new WorkerLife("ada", "2"), 1, "cpu", scenario.Now));
        Assert.Null(scenario.State.Sweep(Sweep)!.Ended);

        scenario.When(new FleetCommand.Tick(scenario.Now));

        Assert.Equal(EndReason.Trials, scenario.State.Sweep(Sweep)!.Ended!.Reason);
    }

    [Fact]
    public void A_sweep_set_aside_uses_up_no_time_and_goes_on_where_it_stopped_when_it_is_launched_again()
    {
        var scenario = Launched(trials: 3, time: TimeSpan.FromMinutes(10));
        scenario.Claim(1);

        scenario.When(new FleetCommand.SetAside(scenario.Now));
        scenario.Now += TimeSpan.FromHours(1);
        scenario.When(new FleetCommand.Launch(Scenario.Spec(trials: 3, time: TimeSpan.FromMinutes(10)), "text", Scenario.Data, scenario.Now));

        var sweep = scenario.State.Sweep(Sweep)!;
        Assert.Equal((null, TimeSpan.Zero, 0), (sweep.Ended, sweep.TimeUsed, sweep[0].Lost));
        Assert.Equal([0], sweep.Waiting);
        Assert.Empty(scenario.State.Workers);
    }

    [Fact]
    public void Seconds_that_are_no_number_break_the_protocol_and_not_the_ledger()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        var decision = scenario.Finish(token, Scenario.Completed(0.5) with { Seconds = double.NaN });

        Assert.Equal(FailureKind.Crashed, Assert.IsType<LedgerEvent.AttemptFailed>(Assert.Single(decision.Events)).Kind);
    }
}
