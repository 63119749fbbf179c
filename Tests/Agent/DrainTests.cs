using Shared.Protocol;
using Worker.Agent;

namespace Tests.Agent;

/// <summary>How a worker shows that it is there, and how it goes: told by its coordinator, or by a signal.</summary>
public sealed class DrainTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Trains until a file is there.</summary>
    private string Patient => $$"""
        while read -r line; do
            request
            measured 1 '"validation.macro_ap":0.5'
            while [ ! -e {{folder.File("go")}} ]; do sleep 0.05; done
            finished '"validation.macro_ap":0.75' ''
        done
        """;

    [Fact]
    public async Task A_worker_told_to_drain_finishes_its_trial_and_leaves()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: 0.5);
        coordinator.Offer(0);
        var log = new LinesLog();
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, Patient), coordinator, log);
        await Soon.Comes(coordinator.Measurements, "a measurement");

        coordinator.Drains = true;
        await log.Comes("the coordinator drains this worker");
        coordinator.Offer(1);
        File.WriteAllText(folder.File("go"), "");

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        Assert.IsType<AttemptResult.Completed>(outcome.Result);
        Assert.Null(outcome.Next);
        await Soon.Comes(coordinator.Leaves, "the worker's leaving");
        await Soon.Happens(agent.Ended, "the agent's end");
        Assert.Equal(1, coordinator.Claims.Count);
    }

    [Fact]
    public async Task A_worker_told_to_drain_while_it_waits_leaves_at_once()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: 0.5);
        coordinator.Drains = true;
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy);

        await Soon.Comes(coordinator.Leaves, "the worker's leaving");

        var (code, log) = await worker.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("the coordinator drains this worker: finishes what it holds, claims nothing further, and leaves", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_worker_says_that_it_is_there()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: 0.5);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        for (var renewal = 0; renewal < 3; renewal++)
        {
            var said = await Soon.Comes(coordinator.Renewals, "a renewal");
            Assert.Equal("worker", said.Worker.Name);
            Assert.Empty(said.Attempts);
        }
    }

    [Fact]
    public async Task A_worker_that_is_not_known_when_it_renews_joins_again()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: 0.5);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);
        await Soon.Comes(coordinator.Joins, "the worker's coming");
        await Soon.Comes(coordinator.Claims, "its claim");

        coordinator.ForgetWorkers();

        await Soon.Comes(coordinator.Joins, "the worker's coming again");
        Assert.False(coordinator.Claims.TryRead(out _));
    }

    [Fact]
    public async Task Sigterm_lets_a_trial_finish_that_ends_in_time()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, Patient, "--drain", "600", "--slots", "2");
        await Soon.Comes(coordinator.Measurements, "a measurement");

        worker.Signal(Posix.Terminate);
        await Soon.Comes(coordinator.Abandoned, "the end of the other slot's claim");
        File.WriteAllText(folder.File("go"), "");

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        Assert.Equal(0.75, Assert.IsType<AttemptResult.Completed>(outcome.Result).Values["validation.macro_ap"]);
        Assert.Null(outcome.Next);
        Assert.Equal(0, (await worker.EndAsync()).Code);
    }

    [Fact]
    public async Task Sigterm_hands_back_with_the_checkpoint()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, """
            read -r line; request
            printf 'after one' > "$scratch/c0"; checkpointed 1 c0
            printf 'after two' > "$scratch/c1"; checkpointed 2 c1
            measured 3 '"validation.macro_ap":0.5'
            sleep infinity
            """, "--drain", "0");
        await Soon.Comes(coordinator.Measurements, "a measurement");

        worker.Signal(Posix.Terminate);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "the hand-back");
        var checkpoint = Assert.IsType<AttemptResult.HandedBack>(outcome.Result).Checkpoint;
        Assert.Equal(2, checkpoint!.Epoch);
        Assert.Equal("after two"u8.ToArray(), coordinator.Artefacts[checkpoint.Address]);
        var (code, log) = await worker.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("handed back with its checkpoint after epoch 2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trial_that_takes_longer_than_the_drain_is_handed_back()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        var options = AgentRun.Options(coordinator, folder, Patient) with { Drain = TimeSpan.FromSeconds(0.5) };
        await using var agent = AgentRun.Start(options, coordinator);
        await Soon.Comes(coordinator.Measurements, "a measurement");

        await agent.DrainAsync();

        Assert.Equal(new AttemptResult.HandedBack(), (await Soon.Comes(coordinator.Outcomes, "the hand-back")).Request.Result);
    }

    [Fact]
    public async Task Second_signal_ends_the_worker_and_its_trainers_at_once()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging, "--drain", "600", "--slots", "2");
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");
        worker.Signal(Posix.Terminate);
        await Soon.Comes(coordinator.Abandoned, "the end of the other slot's claim");

        worker.Signal(Posix.Terminate);

        var (code, _) = await worker.EndAsync();
        Assert.Equal(128 + Posix.Terminate, code);
        foreach (var who in (string[])["pid", "launcher", "grandchild"]) await Soon.IsGone((int)measurement.Values[who]);
        Assert.False(coordinator.Outcomes.TryRead(out _));
    }
}
