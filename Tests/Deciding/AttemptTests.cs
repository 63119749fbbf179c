using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Trials;

namespace Tests.Deciding;

using static Tests.Deciding.Scenario;

public sealed class AttemptTests
{
    [Fact]
    public void A_claim_starts_the_waiting_trial_of_the_lowest_number()
    {
        var scenario = Launched();
        scenario.Propose();

        var (decision, token) = scenario.Claim(1);

        Assert.Equal([new LedgerEvent.AttemptStarted(Sweep, 0, 1, token, Ada, 0, 1) { At = scenario.Now }], decision.Events);
    }

    [Fact]
    public void The_same_claim_again_gets_the_same_attempt()
    {
        var scenario = Launched();
        scenario.Propose();
        var (_, token) = scenario.Claim(1);

        var (again, _) = scenario.Claim(1);

        Assert.Empty(again.Events);
        Assert.Equal(token, scenario.State.Workers["ada"].Claims[0].Token);
        Assert.True(scenario.State.IsLive(token));
    }

    [Fact]
    public void A_higher_claim_hands_the_older_attempt_back_free_of_charge()
    {
        var scenario = Launched();
        scenario.Propose();
        var (_, first) = scenario.Claim(1);

        var (decision, second) = scenario.Claim(2);

        Assert.Equal(
            [
                new LedgerEvent.AttemptHandedBack(Sweep, 0, 1) { At = scenario.Now },
                new LedgerEvent.AttemptStarted(Sweep, 1, 1, second, Ada, 0, 2) { At = scenario.Now },
            ],
            decision.Events);
        Assert.False(scenario.State.IsLive(first));
        Assert.Contains(0, scenario.State.Sweep(Sweep)!.Waiting);
    }

    [Fact]
    public void A_worker_that_has_not_joined_is_told_to()
    {
        var scenario = Launched();

        var (decision, _) = scenario.Claim(1, new WorkerLife("ada", "an earlier life"));

        Assert.Equal("worker ada#an earlier life has not joined, or a later life of it has: join first", decision.Rejection!.Message);
    }

    [Fact]
    public void A_result_of_an_attempt_that_was_handed_back_is_kept_as_evidence_and_does_not_count()
    {
        var scenario = Launched();
        scenario.Propose();
        var (_, token) = scenario.Claim(1);
        scenario.When(new FleetCommand.Cancel(Sweep, scenario.Now));

        var kept = scenario.Complete(token, 0.9);
        var again = scenario.Complete(token, 0.9);

        Assert.Equal([new LedgerEvent.LateResultKept(Sweep, 0, 1, token, "completed", 0.9) { At = scenario.Now }], kept.Events);
        Assert.Empty(again.Events);
        var record = scenario.State.Attempts[token];
        Assert.False(record.EndedWith(Completed(0.9)));
        Assert.True(record.EndedWith(new AttemptResult.HandedBack()));
    }

    [Fact]
    public void A_loss_that_its_worker_reports_is_delivered_and_one_that_nobody_reported_is_not()
    {
        var scenario = Launched();
        var lost = new AttemptResult.Failed(FailureKind.Lost, "its disk is full");
        var (_, said) = scenario.Claim(1);
        scenario.Finish(said, lost);
        var (_, expired) = scenario.Claim(2);
        scenario.When(new FleetCommand.Expire(expired, scenario.Now));

        var again = scenario.Finish(said, lost);

        Assert.Empty(again.Events);
        Assert.True(scenario.State.Attempts[said].EndedWith(lost));
        Assert.False(scenario.State.Attempts[expired].EndedWith(lost));
    }

    [Fact]
    public void A_result_counts_once_however_often_it_is_said()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        var first = scenario.Complete(token);
        var again = scenario.Complete(token);

        Assert.Single(first.Events);
        Assert.Empty(again.Events);
        Assert.True(scenario.State.Attempts[token].IsDelivered);
        Assert.Equal(1, scenario.State.Sweep(Sweep)!.Completed);
    }

    [Fact]
    public void A_result_from_before_the_lease_ran_out_is_kept_as_evidence_once_and_counts_for_nothing()
    {
        var scenario = Launched();
        var (_, late) = scenario.Claim(1);
        scenario.When(new FleetCommand.Expire(late, scenario.Now));
        var (_, current) = scenario.Claim(2);

        var kept = scenario.Complete(late, 0.9);
        var again = scenario.Complete(late, 0.9);

        Assert.Equal([new LedgerEvent.LateResultKept(Sweep, 0, 1, late, "completed", 0.9) { At = scenario.Now }], kept.Events);
        Assert.Empty(again.Events);
        Assert.True(scenario.State.IsLive(current));
        Assert.Null(scenario.State.Sweep(Sweep)!.Best);
    }

    [Fact]
    public void An_expired_lease_returns_the_trial_to_the_queue()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        scenario.When(new FleetCommand.Expire(token, scenario.Now));

        Assert.IsType<TrialPhase.Waiting>(scenario.State.Sweep(Sweep)![0].Phase);
        Assert.Equal(0, scenario.State.Sweep(Sweep)!.Failed);
    }

    [Fact]
    public void A_lease_that_ran_out_twice_is_decided_once()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);
        scenario.When(new FleetCommand.Expire(token, scenario.Now));

        Assert.Empty(scenario.When(new FleetCommand.Expire(token, scenario.Now)).Events);
    }

    [Fact]
    public void A_worker_that_is_started_again_loses_what_its_earlier_life_held()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        var joined = scenario.When(new FleetCommand.Join(new WorkerLife("ada", "2"), 1, "cpu", scenario.Now));

        Assert.Collection(
            joined.Events,
            lost => Assert.Equal(FailureKind.Lost, Assert.IsType<LedgerEvent.AttemptFailed>(lost).Kind),
            life => Assert.IsType<LedgerEvent.WorkerJoined>(life));
        Assert.False(scenario.State.IsLive(token));
    }

    [Fact]
    public void Joining_twice_in_one_life_changes_nothing()
    {
        var scenario = Launched();

        Assert.Empty(scenario.When(new FleetCommand.Join(Ada, 1, "cpu", scenario.Now)).Events);
    }

    [Fact]
    public void A_worker_that_leaves_hands_its_trials_back()
    {
        var scenario = Launched();
        scenario.Claim(1);

        var left = scenario.When(new FleetCommand.Leave(Ada, scenario.Now));

        Assert.Equal([new LedgerEvent.AttemptHandedBack(Sweep, 0, 1) { At = scenario.Now }, new LedgerEvent.WorkerLeft(Ada) { At = scenario.Now }], left.Events);
    }

    [Fact]
    public void An_epoch_said_twice_counts_once()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);
        scenario.When(new FleetCommand.Measure(token, [Measured(1, 0.1), Measured(2, 0.2)], scenario.Now));

        var decision = scenario.When(new FleetCommand.Measure(token, [Measured(2, 0.2), Measured(3, 0.3)], scenario.Now));

        Assert.Equal([new LedgerEvent.AttemptMeasured(Sweep, 0, 1, 3, 0.3) { At = scenario.Now }], decision.Events);
        Assert.Equal([3], decision.Measurements.Select(row => row.Measurement.Epoch));
    }

    [Fact]
    public void A_token_that_was_never_given_out_is_refused()
    {
        var scenario = Launched();

        Assert.Equal("no attempt has this token", scenario.Complete(scenario.NextToken()).Rejection!.Message);
    }

    [Fact]
    public void A_result_without_the_objective_is_a_user_error_that_names_it()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        var decision = scenario.Finish(token, new AttemptResult.Completed(1, 1, new Dictionary<string, double> { ["loss"] = 1 }, new Dictionary<string, ArtefactAddress>()));

        var failure = Assert.IsType<LedgerEvent.AttemptFailed>(Assert.Single(decision.Events));
        Assert.Equal((FailureKind.UserError, "the trainer did not report the objective validation.macro_ap", true), (failure.Kind, failure.Message, failure.Final));
    }

    [Fact]
    public void A_result_that_is_not_finite_has_diverged()
    {
        var scenario = Launched();
        var (_, token) = scenario.Claim(1);

        var failure = Assert.IsType<LedgerEvent.AttemptFailed>(Assert.Single(scenario.Complete(token, double.NaN).Events));

        Assert.Equal(FailureKind.Diverged, failure.Kind);
    }

    [Theory]
    [InlineData(FailureKind.OutOfMemory, 1)]
    [InlineData(FailureKind.Diverged, 1)]
    [InlineData(FailureKind.UserError, 1)]
    [InlineData(FailureKind.TimedOut, 1)]
    [InlineData(FailureKind.Crashed, RetryRule.MostCrashed)]
    [InlineData(FailureKind.Lost, RetryRule.MostLost)]
    public void Each_kind_of_failure_has_its_own_number_of_attempts(FailureKind kind, int attempts)
    {
        var scenario = Launched();
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            Assert.IsType<TrialPhase.Waiting>(scenario.State.Sweep(Sweep)![0].Phase);
            scenario.Fail(scenario.Claim(attempt).Token, kind);
        }

        Assert.Equal(new TrialPhase.Failed(kind, "it broke"), scenario.State.Sweep(Sweep)![0].Phase);
    }

    [Fact]
    public void No_more_trials_run_at_once_than_the_spec_allows()
    {
        var scenario = Launched(parallel: 1);
        scenario.Propose();
        scenario.Claim(1);

        var (decision, _) = scenario.Claim(1, slot: 1);

        Assert.Empty(decision.Events);
    }
}
