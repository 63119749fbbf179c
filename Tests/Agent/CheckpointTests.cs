using Shared.Protocol;
using Shared.Trials;
using Tests.Training;
using Worker.Agent;
using Worker.Data;

namespace Tests.Agent;

/// <summary>Checkpoints on their way from trainers to the coordinator and back.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Checkpoint_is_stored_and_named_though_nothing_is_measured()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, """
            read -r line; request
            printf 'after one' > "$scratch/c0"; checkpointed 1 c0
            sleep infinity
            """) with { CheckpointEvery = Often }, coordinator);

        var checkpoint = await Soon.Comes(coordinator.Checkpoints, "a checkpoint");

        Assert.Equal(1, checkpoint.Epoch);
        Assert.Equal("after one"u8.ToArray(), coordinator.Artefacts[checkpoint.Address]);
    }

    [Fact]
    public async Task Checkpoint_is_not_stored_before_its_time()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, """
            read -r line; request
            printf 'after one' > "$scratch/c0"; checkpointed 1 c0
            finished '"validation.macro_ap":0.5' ''
            """), coordinator);

        await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.False(coordinator.Uploads.TryRead(out _));
    }

    [Fact]
    public async Task Trial_goes_on_without_a_checkpoint_that_is_refused()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.IsFull = true;
        coordinator.Offer(0);
        var log = new LinesLog();
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, $$"""
            read -r line; request
            printf 'after one' > "$scratch/c0"; checkpointed 1 c0
            while [ ! -e {{folder.File("go")}} ]; do sleep 0.05; done
            finished '"validation.macro_ap":0.5' ''
            """) with { CheckpointEvery = Often }, coordinator, log);

        await Soon.Comes(coordinator.Uploads, "an upload");
        Assert.EndsWith("the coordinator refused with 413: the quota of artefacts is used up", await log.Comes("no checkpoint was stored"), StringComparison.Ordinal);
        File.WriteAllText(folder.File("go"), "");

        Assert.IsType<AttemptResult.Completed>((await Soon.Comes(coordinator.Outcomes, "an outcome")).Request.Result);
        Assert.False(coordinator.Checkpoints.TryRead(out _));
    }

    [Fact]
    public async Task File_that_is_not_the_trainers_own_is_no_checkpoint()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        var log = new LinesLog();
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, """
            read -r line; request
            checkpointed 1 ../../lock
            sleep infinity
            """) with { CheckpointEvery = Often }, coordinator, log);

        Assert.EndsWith("the trainer's file 'checkpoint' is not below its scratch directory", await log.Comes("no checkpoint was stored"), StringComparison.Ordinal);
        Assert.False(coordinator.Uploads.TryRead(out _));
    }

    [Fact]
    public async Task Granted_checkpoint_is_what_the_trainer_goes_on_from()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0, checkpoint: new Checkpoint(4, coordinator.Store("after four"u8.ToArray())));
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line
            resume=${line#*\"resume\":\"}; resume=${resume%%\"*}
            finished '"validation.macro_ap":0.5,"length":'$(wc -c < "$resume") ''
            """);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        await agent.DrainAsync();

        Assert.Equal(10, Assert.IsType<AttemptResult.Completed>(outcome.Result).Values["length"]);
        Assert.Empty(Directory.GetDirectories(folder.File("state/scratch")));
        Assert.Single(Directory.GetFiles(folder.File("cache")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Checkpoint_that_cannot_be_had_is_logged_and_the_trial_begins_at_the_beginning(bool isThere)
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var address = coordinator.Store([4, 4]);
        if (isThere) coordinator.Artefacts[address] = [6, 6, 6];
        else coordinator.Artefacts.Remove(address, out _);
        coordinator.Offer(0, checkpoint: new Checkpoint(4, address));
        var log = new LinesLog();
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, """
            read -r line
            case $line in *'"resume":null'*) finished '"validation.macro_ap":0.5' '' ;; esac
            """), coordinator, log);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.IsType<AttemptResult.Completed>(outcome.Result);
        Assert.EndsWith(
            isThere ? "the coordinator sent other bytes" : "the coordinator refused with 404: no such artefact",
            await log.Comes("sweep/0: its checkpoint after epoch 4 cannot be had, the trial begins at the beginning"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Built_in_trial_that_was_handed_back_ends_elsewhere_with_the_very_weights_it_would_have_had()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var path = folder.File("small.data");
        PreparedDataFile.Save(SmallData.Create(), path);
        var data = coordinator.Store(File.ReadAllBytes(path));
        var settings = Requests.Settings with { Model = new ModelSettings([32], Dropout: 0.2), Training = Requests.Settings.Training with { Epochs = 150 } };
        var options = AgentRun.Options(coordinator, folder, "") with { Trainer = TrainerCommand.BuiltIn(Often), CheckpointEvery = Often };

        coordinator.Offer(0, data: data, settings: settings);
        AttemptResult handedBack;
        await using (var first = AgentRun.Start(options, coordinator))
        {
            await Soon.Comes(coordinator.Checkpoints, "a checkpoint");
            await first.DrainAsync();
            handedBack = (await Soon.Comes(coordinator.Outcomes, "the hand-back")).Request.Result;
        }
        var checkpoint = Assert.IsType<AttemptResult.HandedBack>(handedBack).Checkpoint;
        Assert.InRange(checkpoint!.Epoch, 1, 149);
        coordinator.Offer(0, data: data, settings: settings, checkpoint: checkpoint);
        await using var second = AgentRun.Start(options with { State = folder.File("other") }, coordinator);
        var resumed = await Completed();
        coordinator.Offer(0, data: data, settings: settings);
        var whole = await Completed();

        Assert.Equal(whole.Values, resumed.Values);
        Assert.Equal(whole.Artefacts["weights"], resumed.Artefacts["weights"]);
        Assert.Equal(whole.BestEpoch, resumed.BestEpoch);

        async Task<AttemptResult.Completed> Completed() =>
            Assert.IsType<AttemptResult.Completed>((await Soon.Comes(coordinator.Outcomes, "an outcome")).Request.Result);
    }
}
