using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;

namespace Tests.Running;

public sealed class ReignTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task An_answer_is_durable_before_it_is_given()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        var grant = (await coordinator.Claim(1)).Value!;

        await using var reader = SqliteLedger.OpenForReading(coordinator.LedgerFile);
        var stored = new List<LedgerEvent>();
        await foreach (var next in reader.Read(0, default)) stored.Add(next);
        Assert.Contains(stored, next => next is LedgerEvent.AttemptStarted started && started.Token == grant.Token);
    }

    [Fact]
    public async Task A_second_coordinator_on_the_ledger_ends_the_reign_of_the_first_and_what_it_says_is_refused()
    {
        await using var first = await LiveCoordinator.Begin(time);
        await first.Launch(time);
        await using (var other = SqliteLedger.Open(first.LedgerFile))
        {
            var position = await first.Reign.Read(state => state.Position);
            await other.Append(position + 1, [new LedgerEvent.LeadershipTaken(2, "other") { At = time.GetUtcNow() }], [], default);
        }

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => first.Claim(1));

        Assert.Equal(LedgerTrouble.Fenced, refusal.Kind);
        Assert.Equal(refusal, await Assert.ThrowsAsync<LedgerException>(() => first.Reign.Ended));
        await Assert.ThrowsAsync<LedgerException>(() => first.Reign.Read(state => state.Position));
    }

    [Fact]
    public async Task A_command_that_makes_the_decider_throw_is_answered_alone()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        var before = await coordinator.Reign.Read(state => state.Position);

        await Assert.ThrowsAsync<NullReferenceException>(() => coordinator.Submit(new FleetCommand.Launch(null!, "", Scenario.Data, time.GetUtcNow())));

        Assert.Equal(before, await coordinator.Reign.Read(state => state.Position));
        await coordinator.Launch(time);
    }

    [Fact]
    public async Task A_new_reign_goes_on_with_what_was_waiting_running_and_done()
    {
        var first = await LiveCoordinator.Begin(time);
        await first.Launch(time);
        var grant = (await first.Claim(1)).Value!;
        var folder = await first.Leave();

        await using var second = await LiveCoordinator.Begin(time, folder);
        var finished = await second.Submit(new FleetCommand.Finish(grant.Token, [], Scenario.Completed(0.5), time.GetUtcNow()));

        Assert.Null(finished.Rejection);
        Assert.Equal((2L, 1), await second.Reign.Read(state => (state.Epoch, state.Sweep(Scenario.Sweep)!.Completed)));
    }

    [Fact]
    public async Task Proposals_are_made_ahead_until_the_budget_is_planned()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Proposer.Serve(coordinator.Reign);
        await coordinator.Launch(time, trials: 2);
        var baseline = (await coordinator.Claim(1, seconds: 30)).Value!;
        await coordinator.Submit(new FleetCommand.Finish(baseline.Token, [], Scenario.Completed(0.5), time.GetUtcNow()));

        var proposed = (await coordinator.Claim(2, seconds: 30)).Value!;
        await coordinator.Submit(new FleetCommand.Finish(proposed.Token, [], Scenario.Completed(0.6), time.GetUtcNow()));

        Assert.Equal((0, 1), (baseline.Trial, proposed.Trial));
        Assert.Equal("mse", proposed.Settings.Loss.Name);
        Assert.Equal(EndReason.Trials, await coordinator.Reign.Read(state => state.Sweep(Scenario.Sweep)!.Ended!.Reason));
    }

    [Fact]
    public async Task A_claim_that_waits_gets_the_trial_that_comes_up()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        await coordinator.Claim(1);
        var waiting = coordinator.Claim(1, seconds: 30, slot: 1);
        Assert.False(waiting.IsCompleted);

        await coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, 1, Scenario.Choose("mse"), "tpe/1", 1, time.GetUtcNow()));

        Assert.Equal(1, (await waiting).Value!.Trial);
    }

    [Fact]
    public async Task A_claim_that_waits_in_vain_is_told_so_when_its_time_is_over()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        await coordinator.Claim(1);
        var waiting = coordinator.Claim(1, seconds: 30, slot: 1);
        await coordinator.Reign.Read(state => state.Position);

        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal((null, null), ((await waiting).Value, (await waiting).Rejection));
    }

    [Fact]
    public async Task A_trial_calls_one_of_the_claims_that_wait_and_the_others_wait_on_without_asking_again()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        await coordinator.Claim(1);
        var waiting = Enumerable.Range(1, 5).Select(slot => coordinator.Claim(1, seconds: 30, slot: slot)).ToList();
        var asked = await coordinator.Reign.Read(_ => coordinator.Reign.Decided);

        await coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, 1, Scenario.Choose("mse"), "tpe/1", 1, time.GetUtcNow()));
        var first = await Task.WhenAny(waiting);

        Assert.Equal(1, (await first).Value!.Trial);
        // The proposal and the one claim that it called.
        Assert.Equal(asked + 2, await coordinator.Reign.Read(_ => coordinator.Reign.Decided));
        Assert.Equal(4, waiting.Count(claim => !claim.IsCompleted));
    }

    [Fact]
    public async Task A_trial_that_failed_on_a_worker_calls_another_though_that_one_has_waited_longer()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time, trials: 1);
        await coordinator.Submit(new FleetCommand.Join(new WorkerLife("bea", "1"), 1, "cpu", time.GetUtcNow()));
        var grant = (await coordinator.Claim(1)).Value!;
        var same = coordinator.Claim(1, seconds: 30, slot: 1);
        var other = coordinator.Desk.Claim(coordinator.Reign, new ClaimRequest(new WorkerLife("bea", "1"), 0, 1, 30), null, default);
        await coordinator.Reign.Read(state => state.Position);

        await coordinator.Submit(new FleetCommand.Finish(grant.Token, [], new AttemptResult.Failed(FailureKind.Crashed, "it broke"), time.GetUtcNow()));

        Assert.Equal(0, (await other).Value!.Trial);
        Assert.False(same.IsCompleted);
    }

    [Fact]
    public async Task A_worker_that_is_not_heard_of_is_expelled_after_its_leases_and_told_to_join_again()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        using var stop = new CancellationTokenSource();
        var clock = coordinator.Leases.Run(coordinator.Reign, stop.Token);
        for (var tick = 0; tick < 12; tick++)
        {
            await Tick(coordinator);
            Assert.NotNull(coordinator.Leases.Renew(Scenario.Ada, []));
        }

        for (var tick = 0; tick < 13; tick++) await Tick(coordinator);

        Assert.Empty(await coordinator.Reign.Read(state => state.Workers.Keys.ToList()));
        Assert.Null(coordinator.Leases.Renew(Scenario.Ada, []));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clock);
    }

    [Fact]
    public async Task A_worker_that_is_to_drain_is_told_with_its_next_renewal_also_by_the_next_coordinator()
    {
        var first = await LiveCoordinator.Begin(time);
        await first.Launch(time);
        Assert.False(first.Leases.Renew(Scenario.Ada, [])!.Drain);
        await first.Submit(new FleetCommand.Drain("ada", time.GetUtcNow()));
        Assert.True(first.Leases.Renew(Scenario.Ada, [])!.Drain);

        await using var second = await LiveCoordinator.Begin(time, await first.Leave());
        Assert.True(second.Leases.Renew(Scenario.Ada, [])!.Drain);
    }

    [Fact]
    public async Task A_lease_that_is_renewed_lives_and_one_that_is_not_runs_out()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        var grant = (await coordinator.Claim(1)).Value!;
        using var stop = new CancellationTokenSource();
        var clock = coordinator.Leases.Run(coordinator.Reign, stop.Token);

        for (var tick = 0; tick < 12; tick++)
        {
            await Tick(coordinator);
            Assert.Empty(coordinator.Leases.Renew(Scenario.Ada, [grant.Token])!.Ended);
        }
        Assert.True(await coordinator.Reign.Read(state => state.IsLive(grant.Token)));

        for (var tick = 0; tick < 8; tick++) await Tick(coordinator);
        Assert.False(await coordinator.Reign.Read(state => state.IsLive(grant.Token)));
        Assert.Equal([grant.Token], coordinator.Leases.Renew([grant.Token]));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clock);
    }

    [Fact]
    public async Task A_lease_clock_that_overslept_gives_every_attempt_a_full_new_lease()
    {
        await using var coordinator = await LiveCoordinator.Begin(time);
        await coordinator.Launch(time);
        var grant = (await coordinator.Claim(1)).Value!;
        using var stop = new CancellationTokenSource();
        var clock = coordinator.Leases.Run(coordinator.Reign, stop.Token);

        time.Advance(TimeSpan.FromHours(1));
        await coordinator.Reign.Read(state => state.Position);

        Assert.True(await coordinator.Reign.Read(state => state.IsLive(grant.Token)));
        Assert.Empty(coordinator.Leases.Renew([grant.Token]));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clock);
    }

    [Fact]
    public async Task A_lease_found_at_the_beginning_of_a_reign_is_a_full_one()
    {
        var first = await LiveCoordinator.Begin(time);
        await first.Launch(time);
        var grant = (await first.Claim(1)).Value!;
        var folder = await first.Leave();
        time.Advance(TimeSpan.FromDays(1));

        await using var second = await LiveCoordinator.Begin(time, folder);

        Assert.Empty(second.Leases.Renew([grant.Token]));
        Assert.Equal(Verdict.Continue, await second.Reign.Read(state => state.IsLive(grant.Token) ? Verdict.Continue : Verdict.Gone));
    }

    [Fact]
    public async Task Weights_are_kept_for_the_best_and_the_baseline_and_orphans_are_swept()
    {
        var first = await LiveCoordinator.Begin(time);
        var data = await Store(first, "data");
        var spec = Scenario.Spec(trials: 4);
        await first.Submit(new FleetCommand.Launch(spec with { Budget = spec.Budget with { KeepWeights = 1 } }, "text", data, time.GetUtcNow()));
        await first.Submit(new FleetCommand.Join(Scenario.Ada, 1, "cpu", time.GetUtcNow()));
        var stored = new List<ArtefactAddress>();
        foreach (var (trial, value) in new[] { (0, 0.1), (1, 0.3), (2, 0.2), (3, 0.4) })
        {
            if (trial > 0) await first.Submit(new FleetCommand.Propose(Scenario.Sweep, trial, Scenario.Choose("mse"), "tpe/1", 1, time.GetUtcNow()));
            var grant = (await first.Claim(trial + 1)).Value!;
            stored.Add(await Store(first, $"weights {trial}"));
            var result = Scenario.Completed(value) with { Artefacts = new Dictionary<string, ArtefactAddress> { ["weights"] = stored[^1] } };
            await first.Submit(new FleetCommand.Finish(grant.Token, [], result, time.GetUtcNow()));
        }
        time.Advance(ArtefactGrace.Default.Dropped);
        await first.Sweeper.SweepDropped(default);
        Assert.Equal([true, false, false, true], stored.Select(first.Artefacts.Contains));

        var orphan = await Store(first, "weights of an attempt that never finished");
        time.Advance(ArtefactGrace.Default.Unnamed);
        await using var second = await LiveCoordinator.Begin(time, await first.Leave());
        await second.Sweeper.SweepUnnamed(default);

        Assert.False(second.Artefacts.Contains(orphan));
        Assert.Equal([true, false, false, true], stored.Select(second.Artefacts.Contains));
        Assert.True(second.Artefacts.Contains(data));
    }

    private static async Task<ArtefactAddress> Store(LiveCoordinator coordinator, string content)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content);
        var address = await coordinator.Artefacts.StoreFile(file, default);
        File.Delete(file);
        return address;
    }

    /// <summary>A sixth of a lease goes by, and the clock has acted on it.</summary>
    private async Task Tick(LiveCoordinator coordinator)
    {
        var at = time.GetUtcNow() + LiveCoordinator.LeaseDuration / 6;
        time.Advance(LiveCoordinator.LeaseDuration / 6);
        // The clock submits a Tick of its own after looking at the leases: once its time is in, everything before is.
        while (coordinator.Leases.LastLook < at) await Task.Yield();
    }
}
