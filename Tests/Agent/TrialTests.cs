using Shared.Protocol;
using Shared.Trials;

namespace Tests.Agent;

/// <summary>What becomes of a trial, whatever its trainer does.</summary>
public sealed class TrialTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Finished_trial_is_reported_once_with_its_weights_stored()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            printf 'some weights' > "$scratch/weights.bin"
            measured 1 '"validation.macro_ap":0.5'
            finished '"validation.macro_ap":0.5,"test.macro_ap":0.4' '"weights":"weights.bin"'
            """);

        var (attempt, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        await agent.DrainAsync();

        Assert.Equal(grant.Token, attempt);
        var completed = Assert.IsType<AttemptResult.Completed>(outcome.Result);
        Assert.Equal((1, 2.5, 0.4), (completed.BestEpoch, completed.Seconds, completed.Values["test.macro_ap"]));
        Assert.Equal("some weights"u8.ToArray(), coordinator.Artefacts[completed.Artefacts["weights"]]);
        Assert.Equal(0.5, Assert.Single(outcome.Measurements).Values["validation.macro_ap"]);
        Assert.False(coordinator.Outcomes.TryRead(out _));
        Assert.Empty(Directory.GetDirectories(folder.File("state/scratch")));
    }

    [Fact]
    public async Task Weights_are_stored_before_the_evaluation_so_that_the_last_room_is_theirs()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            printf 'some weights' > "$scratch/w"; printf 'a table' > "$scratch/e"
            finished '"validation.macro_ap":0.5' '"evaluation":"e","weights":"w"'
            """);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        await agent.DrainAsync();

        var completed = Assert.IsType<AttemptResult.Completed>(outcome.Result);
        Assert.Equal(completed.Artefacts["weights"], await Soon.Comes(coordinator.Uploads, "the first"));
        Assert.Equal(completed.Artefacts["evaluation"], await Soon.Comes(coordinator.Uploads, "the second"));
    }

    [Theory]
    [InlineData("kill -KILL $$", FailureKind.Crashed, "the trainer was killed by signal 9 (SIGKILL)")]
    [InlineData("kill -SEGV $$", FailureKind.Crashed, "the trainer was killed by signal 11 (SIGSEGV)")]
    [InlineData("exit 0", FailureKind.Crashed, "the trainer ended with exit code 0 before it reported a result")]
    [InlineData("echo 'ValueError: no such column' >&2; exit 1", FailureKind.UserError, "the trainer ended with exit code 1 before it reported a result: ValueError: no such column")]
    [InlineData("echo 'MemoryError' >&2; exit 1", FailureKind.OutOfMemory, "the trainer ended with exit code 1 before it reported a result: MemoryError")]
    [InlineData("""echo '{"sweeps":1,"event":"failed","kind":"out_of_memory","message":"CUDA out of memory"}'""", FailureKind.OutOfMemory, "CUDA out of memory")]
    [InlineData("""measured 3 '"validation.loss":NaN'; sleep infinity""", FailureKind.Diverged, "validation.loss is NaN in epoch 3")]
    [InlineData("""measured 3 '"validation.loss":null'; sleep infinity""", FailureKind.Diverged, "validation.loss is NaN in epoch 3")]
    [InlineData("""finished '"test.loss":-Infinity' ''; sleep infinity""", FailureKind.Diverged, "test.loss is -Infinity in the result")]
    [InlineData("""finished '"test.loss":1' '"weights":"../../lock"'; sleep infinity""", FailureKind.UserError, "the trainer's file 'weights' is not below its scratch directory")]
    [InlineData("""finished '"test.loss":1' '"weights":"w"'; sleep infinity""", FailureKind.UserError, "the trainer's file 'weights' is not there")]
    [InlineData("""echo '{"sweeps":1,"event":"finished"}'; sleep infinity""", FailureKind.Crashed, "a line of the protocol cannot be understood: *")]
    [InlineData("""echo '{"sweeps":1,"event":"measured","x":"'"$(head -c 2000000 /dev/zero | tr '\0' a)"; sleep infinity""", FailureKind.Crashed, "a line of the protocol may have 1048576 bytes, but got a longer one")]
    public async Task Failing_trainer_is_a_failure_of_its_kind(string script, FailureKind kind, string message)
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, "read -r line; request\n" + script);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        var failed = Assert.IsType<AttemptResult.Failed>(outcome.Result);
        Assert.Equal(kind, failed.Kind);
        if (message.EndsWith('*')) Assert.StartsWith(message[..^1], failed.Message);
        else Assert.Equal(message, failed.Message);
    }

    [Fact]
    public async Task Command_that_does_not_exist_is_a_user_error()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, "") with { Trainer = new(["/no/such/trainer"], Worker.Devices.TrainingDevice.Cpu(1)) }, coordinator);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.Equal(
            new AttemptResult.Failed(FailureKind.UserError, "the trainer's command cannot be started: sweeps-launch: cannot start '/no/such/trainer': No such file or directory"),
            outcome.Result);
    }

    [Fact]
    public async Task Trial_that_takes_longer_than_trial_time_is_timed_out_and_killed()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0, trialSeconds: 1.5);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Hanging);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.Equal(new AttemptResult.Failed(FailureKind.TimedOut, "the trial took longer than its 1.5 s"), outcome.Result);
        Assert.DoesNotContain(Worker.Agent.ProcessEntry.All(), process => IsOf(process.Id));
    }

    [Fact]
    public async Task Trainer_that_says_nothing_for_long_is_timed_out()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        var options = AgentRun.Options(coordinator, folder, "read -r line; sleep infinity") with { Silence = TimeSpan.FromSeconds(1) };
        await using var agent = AgentRun.Start(options, coordinator);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        var failed = Assert.IsType<AttemptResult.Failed>(outcome.Result);
        Assert.Equal(FailureKind.TimedOut, failed.Kind);
        Assert.StartsWith("the trainer has said nothing for ", failed.Message);
    }

    [Fact]
    public async Task Whatever_else_a_trainer_prints_is_the_log()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            echo 'epoch 1 of 3'; echo '{"loss": 0.5}'; echo '{"sweeps":1,'; printf '\xff\xfe\n'
            head -c 2000000 /dev/zero | tr '\0' a; echo
            echo 'a warning' >&2
            finished '"validation.macro_ap":0.5' ''
            """);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        await agent.DrainAsync();

        Assert.IsType<AttemptResult.Completed>(outcome.Result);
        var log = File.ReadAllLines(folder.File("state/logs/sweep-0-1.log"));
        Assert.Contains("epoch 1 of 3", log);
        Assert.Contains("""{"loss": 0.5}""", log);
        Assert.Contains("""{"sweeps":1,""", log);
        Assert.Contains("a warning", log);
        Assert.Contains(log, line => line.Length == Worker.Agent.TrialLog.LongestLine);
    }

    [Fact]
    public async Task Log_is_cut_at_its_limit()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            yes 'the same again' | head -c 3000000
            finished '"validation.macro_ap":0.5' ''
            """);

        await Soon.Comes(coordinator.Outcomes, "an outcome");
        await agent.DrainAsync();

        var log = new FileInfo(folder.File("state/logs/sweep-0-1.log"));
        Assert.InRange(log.Length, Worker.Agent.TrialLog.MaxBytes - 100, Worker.Agent.TrialLog.MaxBytes + 100);
        Assert.Equal("[the log ends here: it has reached 1048576 bytes]", File.ReadLines(log.FullName).Last());
    }

    private bool IsOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(folder.Path, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
