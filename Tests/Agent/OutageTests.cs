using System.Net;
using System.Net.Sockets;
using Shared.Protocol;
using Worker.Agent;

namespace Tests.Agent;

/// <summary>A coordinator that is away, that forgets, or whose replies get lost.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Result_is_kept_while_the_coordinator_is_away_and_delivered_afterwards()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, $$"""
            read -r line; request
            measured 1 '"validation.macro_ap":0.1'
            while [ ! -e {{folder.File("go")}} ]; do sleep 0.05; done
            measured 2 '"validation.macro_ap":0.2'
            finished '"validation.macro_ap":0.2' ''
            """);
        await Soon.Comes(coordinator.Measurements, "the first measurement");
        coordinator.IsAway = true;
        File.WriteAllText(folder.File("go"), "");
        while (!(await Soon.Comes(coordinator.Missed, "a request")).EndsWith("/outcome", StringComparison.Ordinal)) { }

        coordinator.IsAway = false;

        var (attempt, outcome) = await Soon.Comes(coordinator.Outcomes, "the outcome");
        Assert.Equal(grant.Token, attempt);
        Assert.Equal(0.2, Assert.IsType<AttemptResult.Completed>(outcome.Result).Values["validation.macro_ap"]);
        Assert.Equal(2, outcome.Measurements[^1].Epoch);
    }

    [Fact]
    public async Task Claim_whose_reply_was_lost_is_said_again_with_its_number()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.LoseReplyTo("/claims");
        var grant = coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        var first = await Soon.Comes(coordinator.Claims, "a claim");
        var again = await Soon.Comes(coordinator.Claims, "the claim again");
        var (attempt, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.Equal((first.Slot, first.Number), (again.Slot, again.Number));
        Assert.Equal(grant.Token, attempt);
        Assert.Equal(first.Number + 1, outcome.Next!.Number);
    }

    [Fact]
    public async Task Outcome_whose_reply_was_lost_is_said_again_and_gets_the_same_next_trial()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.LoseReplyTo("/outcome");
        var (first, second) = (coordinator.Offer(0), coordinator.Offer(1));
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        var (heard, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        var (repeated, again) = await Soon.Comes(coordinator.Outcomes, "the outcome again");
        var (next, _) = await Soon.Comes(coordinator.Outcomes, "the next trial's outcome");

        Assert.Equal((first.Token, first.Token, second.Token), (heard, repeated, next));
        Assert.Equal(outcome.Next, again.Next);
    }

    [Fact]
    public async Task Worker_waits_for_a_coordinator_that_is_not_there_yet()
    {
        var port = FreePort();
        var options = await OptionsAsync();
        await using var agent = AgentRun.Start(options with { Coordinators = [new($"http://127.0.0.1:{port}/")], HandBack = TimeSpan.FromSeconds(1) });

        await using var coordinator = await ScriptedCoordinator.StartAsync(port);

        Assert.Equal("worker", (await Soon.Comes(coordinator.Joins, "the worker's coming")).Worker.Name);
    }

    [Fact]
    public async Task Coordinators_are_tried_in_turn()
    {
        await using var standing = await ScriptedCoordinator.StartAsync();
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        standing.IsAway = true;
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, ScriptTrainer.Healthy) with { Coordinators = [standing.Address, coordinator.Address] });

        await Soon.Comes(coordinator.Outcomes, "an outcome");
    }

    [Fact]
    public async Task Worker_that_is_not_known_any_more_joins_again()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.ForgetWorkers();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, ScriptTrainer.Healthy);

        await Soon.Comes(coordinator.Joins, "the worker's coming");
        await Soon.Comes(coordinator.Joins, "the worker's coming again");
        await Soon.Comes(coordinator.Outcomes, "an outcome");
    }

    [Fact]
    public async Task Token_that_is_refused_ends_the_worker()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        await using var agent = AgentRun.Start(AgentRun.Options(coordinator, folder, ScriptTrainer.Healthy) with { Token = "another" });

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => agent.Ended);

        Assert.Equal("the coordinator refused with 401: the token is unknown", refusal.Message);
    }

    private async Task<AgentOptions> OptionsAsync()
    {
        await using var unused = await ScriptedCoordinator.StartAsync();
        return AgentRun.Options(unused, folder, ScriptTrainer.Healthy);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
