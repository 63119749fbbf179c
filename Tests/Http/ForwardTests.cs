using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Running;
using Shared.Protocol;
using Tests.Deciding;
using Tests.Running;

namespace Tests.Http;

/// <summary>A stand-by's server before a leader's: what only the leader can answer is handed on, once.</summary>
public sealed class ForwardTests : IAsyncLifetime
{
    private LiveServer live = null!;
    private LiveCoordinator coordinator = null!;
    private CoordinatorServer leader = null!;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start();
        (coordinator, leader) = (live.Coordinator, live.Server);
    }

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task A_stand_by_answers_a_worker_as_the_leader_would()
    {
        var standBy = await live.Serve(new StandBy { Leader = leader.Address });

        var joined = await Post(standBy, "/v1/workers", """{"worker":{"name":"ada","incarnation":"2"},"slots":1,"device":"cpu"}""");
        var refused = await Post(standBy, "/v1/workers", """{"worker":{"name":"ada","incarnation":"2"},"slots":0,"device":"cpu"}""");

        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        Assert.Equal(LiveCoordinator.LeaseDuration.TotalSeconds, (await joined.Content.ReadFromJsonAsync(ProtocolJson.Default.JoinReply))!.LeaseSeconds);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("`slots` must be 1 to 1024, but got 0", await refused.Content.ReadAsStringAsync());
        Assert.Equal("2", await coordinator.Reign.Read(state => state.Workers["ada"].Life.Incarnation));
    }

    [Fact]
    public async Task A_claim_that_waits_at_a_stand_by_gets_the_trial_that_comes_up()
    {
        var standBy = await live.Serve(new StandBy { Leader = leader.Address });
        await coordinator.Claim(1);

        var waiting = Post(standBy, "/v1/claims", """{"worker":{"name":"ada","incarnation":"1"},"slot":1,"number":1,"wait_seconds":60}""");
        await coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, 1, Scenario.Choose("mse"), "tpe/1", 1, DateTimeOffset.UnixEpoch));

        Assert.Equal(1, (await (await waiting).Content.ReadFromJsonAsync(ProtocolJson.Default.Grant))!.Trial);
    }

    [Fact]
    public async Task Without_a_leader_one_is_told_to_come_again()
    {
        var standBy = await live.Serve(new StandBy());

        await RefusesWith(standBy, "no coordinator is active at the moment");
    }

    [Fact]
    public async Task A_leader_that_is_gone_is_said_to_be()
    {
        var gone = await live.Serve(new StandBy());
        var standBy = await live.Serve(new StandBy { Leader = gone.Address });
        await live.End(gone);

        await RefusesWith(standBy, $"the active coordinator at {gone.Address} does not answer this one: Connection refused");
    }

    [Fact]
    public async Task Two_that_take_each_other_for_the_leader_do_not_go_round_in_circles()
    {
        var (first, second) = (new StandBy(), new StandBy());
        var (one, other) = (await live.Serve(first), await live.Serve(second));
        (first.Leader, second.Leader) = (other.Address, one.Address);

        await RefusesWith(one, "the coordinator that this was handed on to is not the active one (any more)");
    }

    private async Task RefusesWith(CoordinatorServer server, string detail)
    {
        var response = await Post(server, "/v1/workers", """{"worker":{"name":"ada","incarnation":"2"},"slots":1,"device":"cpu"}""");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (response.StatusCode, response.Headers.RetryAfter!.Delta));
        Assert.Contains(detail, await response.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> Post(CoordinatorServer server, string path, string body) =>
        live.Client.PostAsync(new Uri(server.Address, path), new StringContent(body, new MediaTypeHeaderValue("application/json")));

    /// <summary>A stand-by that was told where the leader is.</summary>
    private sealed class StandBy : IStanding
    {
        public Office? Office => null;

        public Uri? Leader { get; set; }

        public Task<T> Read<T>(long seen, Func<FleetState, T> read, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
