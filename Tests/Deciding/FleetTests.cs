using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Tests.Deciding;

using static Tests.Deciding.Scenario;

/// <summary>Which worker gets which trial: labels, fair shares, drains, and machines that are set aside.</summary>
public sealed class FleetTests
{
    private static readonly WorkerLife Bea = new("bea", "1");

    [Fact]
    public void A_sweep_that_asks_for_labels_runs_only_where_all_of_them_are()
    {
        var scenario = new Scenario();
        Launch(scenario, "rare", budget => budget with { WorkerLabels = Labels("gpu=a100,zone=b") });
        Join(scenario, Ada, "gpu=a100");
        Join(scenario, Bea, "gpu=a100,zone=b,disk=fast");

        Assert.Empty(scenario.Claim(1).Decision.Events);
        Assert.Single(scenario.Claim(1, Bea).Decision.Events.OfType<LedgerEvent.AttemptStarted>());
    }

    [Fact]
    public void Workers_are_shared_by_weight()
    {
        var scenario = new Scenario();
        Launch(scenario, "heavy", budget => budget with { Weight = 3 });
        Launch(scenario, "light", budget => budget with { Weight = 1 });
        Join(scenario, Ada);

        var started = StartedBy(scenario, 8);

        Assert.Equal((6, 2), (started.Count(name => name == "heavy"), started.Count(name => name == "light")));
    }

    [Fact]
    public void A_higher_priority_goes_first_whatever_the_weights()
    {
        var scenario = new Scenario();
        Launch(scenario, "usual", budget => budget with { Weight = 100 });
        Launch(scenario, "urgent", budget => budget with { Priority = 1, Parallel = 2 });
        Join(scenario, Ada);

        Assert.Equal(["urgent", "urgent", "usual", "usual"], StartedBy(scenario, 4));
    }

    [Fact]
    public void A_draining_worker_gets_no_further_trial_and_keeps_the_one_it_has()
    {
        var scenario = Launched();
        scenario.Propose();
        var (_, held) = scenario.Claim(1);

        scenario.When(new FleetCommand.Drain("ada", scenario.Now));

        Assert.True(scenario.State.IsLive(held));
        scenario.Complete(held);
        Assert.Empty(scenario.Claim(2).Decision.Events);
        Assert.Equal("there is no worker 'nobody' here", scenario.When(new FleetCommand.Drain("nobody", scenario.Now)).Rejection?.Message);
    }

    [Fact]
    public void A_worker_that_is_not_heard_of_loses_what_it_holds_and_has_to_join_again()
    {
        var scenario = Launched();
        var (_, held) = scenario.Claim(1);

        scenario.When(new FleetCommand.Expel(Ada, scenario.Now));

        Assert.False(scenario.State.IsLive(held));
        Assert.Contains(0, scenario.State.Sweep(Sweep)!.Waiting);
        Assert.IsType<Rejection.UnknownWorker>(scenario.Claim(2).Decision.Rejection);
    }

    [Fact]
    public void A_worker_on_which_three_attempts_in_a_row_crash_is_set_aside_while_the_others_go_on()
    {
        var scenario = TwoWorkers();

        for (var claim = 1; claim <= HealthRules.MostFailures; claim++) scenario.Fail(scenario.Claim(claim).Token, FailureKind.Crashed);

        Assert.Equal(
            new LedgerEvent.WorkerSetAside("ada", "3 failures in a row, the last one: it broke", 60) { At = scenario.Now },
            scenario.Ledger.OfType<LedgerEvent.WorkerSetAside>().Single());
        Assert.Empty(scenario.Claim(9).Decision.Events);
        Assert.NotEmpty(scenario.Claim(1, Bea).Decision.Events);
    }

    [Fact]
    public void A_worker_that_is_alone_is_not_set_aside()
    {
        var scenario = Launched(trials: 9);
        for (var claim = 1; claim <= HealthRules.MostFailures; claim++) scenario.Fail(scenario.Claim(claim).Token, FailureKind.Crashed);

        Assert.Empty(scenario.Ledger.OfType<LedgerEvent.WorkerSetAside>());
    }

    [Fact]
    public void After_its_pause_a_worker_gets_one_trial_as_a_probe_and_is_back_with_its_result()
    {
        var scenario = SetAside();
        scenario.Now += TimeSpan.FromMinutes(1);
        var (_, probe) = scenario.Claim(10);
        Assert.True(scenario.State.IsLive(probe));
        Assert.Empty(scenario.Claim(1, slot: 1).Decision.Events);

        scenario.Complete(probe);

        Assert.Single(scenario.Ledger.OfType<LedgerEvent.WorkerRestored>());
        Assert.NotEmpty(scenario.Claim(11).Decision.Events);
        Assert.Empty(scenario.State.Health);
    }

    [Fact]
    public void A_probe_that_fails_sets_the_worker_aside_for_twice_as_long()
    {
        var scenario = SetAside();
        scenario.Now += TimeSpan.FromMinutes(1);

        scenario.Fail(scenario.Claim(10).Token, FailureKind.Crashed);

        Assert.Equal(120, scenario.Ledger.OfType<LedgerEvent.WorkerSetAside>().Last().Seconds);
    }

    [Fact]
    public void A_bad_machine_stays_set_aside_when_its_worker_is_started_again()
    {
        var scenario = SetAside();

        Join(scenario, Ada with { Incarnation = "2" });

        Assert.Empty(scenario.Claim(1, Ada with { Incarnation = "2" }).Decision.Events);
    }

    [Fact]
    public void Divergence_and_time_speak_against_the_trial_and_not_the_worker()
    {
        var scenario = TwoWorkers();
        for (var claim = 1; claim <= 9; claim++) scenario.Fail(scenario.Claim(claim).Token, claim % 2 == 0 ? FailureKind.Diverged : FailureKind.TimedOut);

        Assert.Empty(scenario.Ledger.OfType<LedgerEvent.WorkerSetAside>());
    }

    [Fact]
    public void A_trial_that_ran_out_of_memory_is_tried_once_more_with_half_its_batch_where_the_spec_allows()
    {
        var scenario = new Scenario();
        Launch(scenario, "rare", budget => budget with { SmallerBatch = true });
        Join(scenario, Ada);
        scenario.Fail(scenario.Claim(1).Token, FailureKind.OutOfMemory);
        var trial = scenario.State.Sweep(Sweep)![0];

        Assert.Equal((true, "128"), (trial.Phase is TrialPhase.Waiting, trial.Trained.Find("training.batch_size")?.ToString()));

        scenario.Fail(scenario.Claim(2).Token, FailureKind.OutOfMemory);
        Assert.IsType<TrialPhase.Failed>(trial.Phase);
    }

    [Fact]
    public void A_lost_trial_goes_on_from_its_latest_checkpoint_and_a_finished_one_has_none()
    {
        var scenario = Launched();
        var (_, first) = scenario.Claim(1);
        scenario.When(new FleetCommand.Measure(first, [], scenario.Now, new Checkpoint(3, Data)));
        scenario.When(new FleetCommand.Measure(first, [], scenario.Now, new Checkpoint(2, Data)));
        scenario.When(new FleetCommand.Expire(first, scenario.Now));
        Assert.Equal(new Checkpoint(3, Data), scenario.State.Sweep(Sweep)![0].Checkpoint);

        var (_, second) = scenario.Claim(2);
        scenario.Finish(second, new AttemptResult.HandedBack(new Checkpoint(5, Data)));
        Assert.Equal(5, scenario.State.Sweep(Sweep)![0].Checkpoint?.Epoch);

        scenario.Complete(scenario.Claim(3).Token);
        Assert.Null(scenario.State.Sweep(Sweep)![0].Checkpoint);
    }

    [Fact]
    public void One_worker_on_which_nothing_runs_is_set_aside_and_costs_its_sweep_no_trial()
    {
        var scenario = TwoWorkers();

        for (var claim = 1; claim <= HealthRules.MostFailures; claim++) scenario.Fail(scenario.Claim(claim).Token, FailureKind.UserError, "no such file");

        Assert.Single(scenario.Ledger.OfType<LedgerEvent.WorkerSetAside>());
        Assert.Equal((0, null), (scenario.State.Sweep(Sweep)!.Failed, scenario.State.Sweep(Sweep)!.Ended));
        Assert.NotEmpty(scenario.Claim(1, Bea).Decision.Events);
    }

    [Fact]
    public void The_same_user_error_from_several_workers_ends_the_sweep_and_speaks_against_none_of_them()
    {
        var scenario = TwoWorkers();

        for (var claim = 1; claim <= RetryRule.UserErrorsInARow; claim++)
            scenario.Fail(scenario.Claim(claim, claim % 2 == 0 ? Bea : Ada).Token, FailureKind.UserError, "no such file");

        Assert.Equal(new Ending(EndReason.RepeatedUserError, "the same error came 5 times in a row: no such file"), scenario.State.Sweep(Sweep)!.Ended);
        Assert.Empty(scenario.Ledger.OfType<LedgerEvent.WorkerSetAside>());
        Assert.Empty(scenario.State.Health);
    }

    [Fact]
    public void A_user_error_that_two_workers_see_is_the_trials()
    {
        var scenario = TwoWorkers();
        scenario.Fail(scenario.Claim(1).Token, FailureKind.UserError, "no such file");
        Assert.IsType<TrialPhase.Waiting>(scenario.State.Sweep(Sweep)![0].Phase);

        var (claimed, second) = scenario.Claim(1, Bea);
        scenario.Fail(second, FailureKind.UserError, "no such file");

        Assert.Equal(0, claimed.Events.OfType<LedgerEvent.AttemptStarted>().Single().Trial);
        Assert.IsType<TrialPhase.Failed>(scenario.State.Sweep(Sweep)![0].Phase);
    }

    [Fact]
    public void A_trial_that_crashed_goes_to_another_worker_before_the_same_one_gets_it_again()
    {
        var scenario = TwoWorkers();
        scenario.Fail(scenario.Claim(1).Token, FailureKind.Crashed);

        Assert.Equal(1, scenario.Claim(2).Decision.Events.OfType<LedgerEvent.AttemptStarted>().Single().Trial);
        Assert.Equal(0, scenario.Claim(1, Bea).Decision.Events.OfType<LedgerEvent.AttemptStarted>().Single().Trial);
    }

    [Fact]
    public void A_worker_that_may_not_have_a_sweeps_trial_gets_one_of_the_next_sweep()
    {
        var scenario = new Scenario();
        Launch(scenario, "urgent", budget => budget with { Priority = 1, Trials = 1 });
        Launch(scenario, "usual", budget => budget);
        Join(scenario, Ada);
        Join(scenario, Bea);
        scenario.Fail(scenario.Claim(1).Token, FailureKind.Crashed);

        Assert.Equal("usual", scenario.Claim(2).Decision.Events.OfType<LedgerEvent.AttemptStarted>().Single().Sweep.ToString());
    }

    [Fact]
    public void A_probe_that_fails_costs_its_trial_nothing()
    {
        var scenario = SetAside();
        scenario.Now += TimeSpan.FromMinutes(1);
        var (decision, probe) = scenario.Claim(10);
        var trial = decision.Events.OfType<LedgerEvent.AttemptStarted>().Single().Trial;
        var before = scenario.State.Sweep(Sweep)![trial].Crashed;

        scenario.Fail(probe, FailureKind.Crashed);

        Assert.Equal((before, true), (scenario.State.Sweep(Sweep)![trial].Crashed, scenario.State.Sweep(Sweep)![trial].Phase is TrialPhase.Waiting));
    }

    [Fact]
    public void Of_two_workers_of_one_name_the_later_one_stays_and_the_earlier_one_is_told_to_take_another()
    {
        var scenario = Launched();
        Join(scenario, Ada with { Incarnation = "2" });

        var again = scenario.When(new FleetCommand.Join(Ada, 1, "cpu", scenario.Now));

        Assert.Equal("another worker called 'ada' joined after this one: give each its own --name", again.Rejection?.Message);
        Assert.Equal("2", scenario.State.Workers["ada"].Life.Incarnation);
    }

    [Fact]
    public void A_worker_whose_name_would_not_be_safe_in_a_path_is_refused()
    {
        var decision = new Scenario().When(new FleetCommand.Join(new WorkerLife("../etc", "1"), 1, "cpu", default));

        Assert.Equal("a worker's name has 1 to 100 letters, digits, '-', '_', '.' and ':', but got '../etc'", decision.Rejection?.Message);
    }

    private static Scenario TwoWorkers()
    {
        var scenario = Launched(trials: 20);
        Join(scenario, Bea);
        for (var trial = 1; trial < 20; trial++) scenario.Propose();
        return scenario;
    }

    private static Scenario SetAside()
    {
        var scenario = TwoWorkers();
        for (var claim = 1; claim <= HealthRules.MostFailures; claim++) scenario.Fail(scenario.Claim(claim).Token, FailureKind.Crashed);
        return scenario;
    }

    private static void Launch(Scenario scenario, string name, Func<Budget, Budget> change)
    {
        var spec = Spec(trials: 20) with { Name = SweepName.Parse(name) };
        scenario.When(new FleetCommand.Launch(spec with { Budget = change(spec.Budget) }, "text", Data, scenario.Now));
        for (var trial = 1; trial < 20; trial++) scenario.When(new FleetCommand.Propose(spec.Name, trial, Choose("mse"), "tpe/1", scenario.State.Position, scenario.Now));
    }

    private static void Join(Scenario scenario, WorkerLife worker, string labels = "") =>
        scenario.When(new FleetCommand.Join(worker, 8, "cpu", scenario.Now, Labels(labels)));

    private static WorkerLabels Labels(string text) => WorkerLabels.TryParse(text, out var labels, out var problem) ? labels : throw new FormatException(problem);

    private static List<string> StartedBy(Scenario scenario, int slots) =>
        [.. Enumerable.Range(0, slots).SelectMany(slot => scenario.Claim(1, slot: slot).Decision.Events.OfType<LedgerEvent.AttemptStarted>()).Select(e => e.Sweep.ToString())];
}
