using Shared.Protocol;
using Shared.Trials;
using Worker.Agent;

namespace Tests.Agent;

/// <summary>However a worker ends, nothing it started outlives it; and however it is told to end, it gives back what it holds.</summary>
public sealed class LifelineTests : IDisposable
{
    private const int Stop = 19;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_worker_leaves_no_process_even_of_a_trainer_that_hangs()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging);
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");

        worker.Signal(Posix.Kill);

        await AllGone(measurement);
    }

    [Fact]
    public async Task Descendant_in_a_session_of_its_own_goes_too()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, """
            read -r line
            setsid sleep infinity &
            measured 1 '"validation.macro_ap":0.5,"pid":'$$',"launcher":'$PPID',"grandchild":'$!
            sleep infinity
            """);
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");

        worker.Signal(Posix.Kill);

        await AllGone(measurement);
    }

    [Fact]
    public async Task Worker_with_a_lifeline_ends_with_its_standard_input()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging, "--lifeline");
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");

        worker.CloseInput();

        await worker.EndAsync();
        await AllGone(measurement);
    }

    [Fact]
    public async Task Terminated_worker_hands_its_trial_back_and_leaves()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging, "--drain", "0");
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");

        worker.Signal(Posix.Terminate);

        var (attempt, outcome) = await Soon.Comes(coordinator.Outcomes, "the hand-back");
        var (code, log) = await worker.EndAsync();
        Assert.Equal(grant.Token, attempt);
        Assert.IsType<AttemptResult.HandedBack>(outcome.Result);
        Assert.Null(outcome.Next);
        Assert.Equal((await Soon.Comes(coordinator.Joins, "the worker's coming")).Worker, (await Soon.Comes(coordinator.Leaves, "its leaving")).Worker);
        Assert.Equal(0, code);
        Assert.Contains("draining", log, StringComparison.Ordinal);
        await AllGone(measurement);
    }

    [Fact]
    public async Task Terminated_worker_ends_in_time_though_the_coordinator_is_away()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging, "--drain", "0", "--hand-back", "0.5");
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");
        coordinator.IsAway = true;

        worker.Signal(Posix.Terminate);

        var (code, log) = await worker.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("could not be delivered", log, StringComparison.Ordinal);
        await AllGone(measurement);
    }

    [Fact]
    public async Task Refused_token_is_said_and_ends_the_worker_with_1()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        File.WriteAllText(folder.File("token"), "another\n");
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, "--token-file", folder.File("token"));

        var (code, log) = await worker.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("sweeps-worker: the coordinator refused with 401: the token is unknown. Is the token a worker's, and of this coordinator?", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_directory_in_use_is_refused()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        await using var first = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy);
        await Soon.Comes(coordinator.Joins, "the first worker's coming");
        await using var second = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy);

        var (code, log) = await second.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("is in use by another worker: give each its own --name and --state", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_not_in_the_trainers_environment()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, """
            read -r line
            finished '"token":'${#SWEEPS_TOKEN}',"threads":'$OMP_NUM_THREADS ''
            """);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        var values = Assert.IsType<AttemptResult.Completed>(outcome.Result).Values;
        Assert.Equal((0, 1), (values["token"], values["threads"]));
    }

    [Fact]
    public async Task Token_is_not_in_what_the_kernel_shows_of_the_worker_either()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, $$"""
            read -r line
            worker=$(awk '{ print $4 }' /proc/$PPID/stat)
            tr '\0' '\n' < /proc/$worker/environ > {{folder.File("environment")}}
            finished '"validation.macro_ap":0.5' ''
            """);

        await Soon.Comes(coordinator.Outcomes, "an outcome");

        var shown = File.ReadAllText(folder.File("environment"));
        Assert.Contains("PATH=", shown, StringComparison.Ordinal);
        Assert.Contains($"{AgentOptions.TokenVariable}=****", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(ScriptedCoordinator.Token, shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_starts_kills_what_its_last_life_left()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging);
        var left = await Soon.Comes(coordinator.Measurements, "a measurement");
        // A stopped launcher cannot act on its lifeline; the next life has to.
        Posix.Signal((int)left.Values["launcher"], Stop);
        worker.Signal(Posix.Kill);
        await worker.EndAsync();
        Assert.NotNull(ProcessEntry.Find((int)left.Values["pid"]));

        await using var next = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Hanging);

        await AllGone(left);
    }

    private static async Task AllGone(Measurement measurement)
    {
        foreach (var who in (string[])["pid", "launcher", "grandchild"]) await Soon.IsGone((int)measurement.Values[who]);
    }
}
