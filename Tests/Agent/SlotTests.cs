using Shared.Protocol;
using Shared.Trials;
using Worker.Agent;
using Worker.Devices;

namespace Tests.Agent;

/// <summary>From trial to trial: claims, reuse of trainers, verdicts.</summary>
public sealed class SlotTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Healthy_trainer_serves_trial_after_trial()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        for (var trial = 0; trial < 3; trial++) coordinator.Offer(trial);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        var pids = new List<double>();
        for (var trial = 0; trial < 3; trial++) pids.Add(await CompletedMeasure(coordinator, "pid"));

        Assert.Single(pids.Distinct());
        await agent.DrainAsync();
        await Soon.IsGone((int)pids[0]);
    }

    [Fact]
    public async Task Short_trial_costs_one_request()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        for (var trial = 0; trial < 3; trial++) coordinator.Offer(trial);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        for (var trial = 0; trial < 3; trial++) await Soon.Comes(coordinator.Outcomes, "an outcome");

        var requests = coordinator.Requests.Where(request => !request.Contains("artefacts")).ToArray();
        Assert.Equal(["POST /v1/workers", "POST /v1/claims"], requests[..2]);
        Assert.All(requests[2..5], request => Assert.EndsWith("/outcome", request));
    }

    [Fact]
    public async Task Trainer_is_replaced_after_a_failure()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        coordinator.Offer(1);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            [ "$trial" = sweep/0 ] && echo '{"sweeps":1,"event":"failed","kind":"user_error","message":"no"}' && sleep infinity
            finished '"validation.macro_ap":0.5,"pid":'$$ ''
            """);

        var (_, first) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        Assert.Equal(new AttemptResult.Failed(FailureKind.UserError, "no"), first.Result);
        Assert.True(await CompletedMeasure(coordinator, "pid") > 0);
    }

    [Fact]
    public async Task Program_that_serves_one_trial_and_ends_is_started_for_each()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        for (var trial = 0; trial < 3; trial++) coordinator.Offer(trial);
        await using var agent = AgentRun.Start(coordinator, folder, """read -r line; finished '"validation.macro_ap":0.5,"pid":'$$ ''""");

        var pids = new HashSet<double>();
        for (var trial = 0; trial < 3; trial++) pids.Add(await CompletedMeasure(coordinator, "pid"));

        Assert.Equal(3, pids.Count);
    }

    [Fact]
    public async Task Each_slot_trains_and_the_data_are_downloaded_once()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        coordinator.Offer(1);
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, ScriptTrainer.Hanging) with { Devices = DeviceChoice.Cpu(2) }, coordinator);

        var first = await Soon.Comes(coordinator.Measurements, "a measurement");
        var second = await Soon.Comes(coordinator.Measurements, "a measurement");

        Assert.NotEqual(first.Values["pid"], second.Values["pid"]);
        Assert.Single(coordinator.Requests, request => request.StartsWith("GET /v1/artefacts/", StringComparison.Ordinal));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Directory.GetFiles(folder.File("cache")).Single()));
    }

    [Fact]
    public async Task Data_that_do_not_match_their_address_are_refused()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        coordinator.Artefacts[grant.Data] = [6, 6, 6];
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.Equal(new AttemptResult.Failed(FailureKind.Lost, $"the coordinator sends other bytes than those of artefact {grant.Data}"), outcome.Result);
        Assert.Empty(Directory.GetFiles(folder.File("cache")));
    }

    [Theory]
    [InlineData(30)] // told by the reply to a measurement
    [InlineData(1)]  // told by a renewal: this trainer measures once, before the verdict
    public async Task Hanging_trainer_is_killed_when_its_attempt_is_gone(double leaseSeconds)
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: leaseSeconds);
        var grant = coordinator.Offer(0);
        var byMeasurement = leaseSeconds > 10;
        if (byMeasurement) coordinator.Judge(grant, Verdict.Gone);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Hanging);
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");
        if (!byMeasurement)
        {
            var renewal = await Soon.Comes(coordinator.Renewals, "a renewal");
            Assert.Equal(grant.Token, Assert.Single(renewal.Attempts));
            coordinator.Judge(grant, Verdict.Gone);
        }

        foreach (var who in (string[])["pid", "launcher", "grandchild"]) await Soon.IsGone((int)measurement.Values[who]);
        coordinator.Offer(1);
        var next = await Soon.Comes(coordinator.Measurements, "the next trial's measurement");

        Assert.NotEqual(measurement.Values["pid"], next.Values["pid"]);
        Assert.False(coordinator.Outcomes.TryRead(out _));
    }

    [Fact]
    public async Task Trainer_that_is_asked_to_stop_finishes_with_its_best()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        coordinator.Judge(grant, Verdict.Stop);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line
            measured 1 '"validation.macro_ap":0.5'
            read -r line
            case $line in *'"request":"stop"'*'"trial":"sweep/0"'*) finished '"validation.macro_ap":0.25' '' ;; esac
            """);

        Assert.Equal(0.25, await CompletedMeasure(coordinator, "validation.macro_ap"));
    }

    [Fact]
    public async Task Trainer_that_ends_when_asked_to_stop_counts_with_the_best_it_has_measured()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        coordinator.Judge(grant, Verdict.Stop);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line
            measured 1 '"validation.macro_ap":0.5'; measured 2 '"validation.macro_ap":0.75'; measured 3 '"validation.macro_ap":0.6'
            read -r line
            """);

        Assert.Equal(0.75, await CompletedMeasure(coordinator, "validation.macro_ap"));
    }

    [Fact]
    public async Task Killed_launcher_takes_the_trainer_and_its_descendants_along()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Hanging);
        var measurement = await Soon.Comes(coordinator.Measurements, "a measurement");

        Posix.Signal((int)measurement.Values["launcher"], Posix.Kill);

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        Assert.Equal(new AttemptResult.Failed(FailureKind.Crashed, "the trainer was killed by signal 9 (SIGKILL)"), outcome.Result);
        foreach (var who in (string[])["pid", "grandchild"]) await Soon.IsGone((int)measurement.Values[who]);
    }

    private static async Task<double> CompletedMeasure(ScriptedCoordinator coordinator, string measure)
    {
        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        return Assert.IsType<AttemptResult.Completed>(outcome.Result).Values[measure];
    }
}
