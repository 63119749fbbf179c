using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;
using Tests.Running;

namespace Tests.Http;

/// <summary>A worker's conversation with a real coordinator over loopback, and what the door refuses.</summary>
public sealed class WorkerApiTests : IAsyncLifetime
{
    private LiveServer live = null!;
    private LiveCoordinator coordinator = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start();
        (coordinator, client) = (live.Coordinator, live.Client);
    }

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task A_trial_is_claimed_measured_and_finished_and_the_next_one_comes_with_the_same_reply()
    {
        var joined = await Post("/v1/workers", new JoinRequest(Scenario.Ada, 1, "cpu"), ProtocolJson.Default.JoinRequest, ProtocolJson.Default.JoinReply);
        Assert.Equal(LiveCoordinator.LeaseDuration.TotalSeconds, joined.LeaseSeconds);
        await coordinator.Submit(new Coordinator.Deciding.Sweeps.FleetCommand.Propose(Scenario.Sweep, 1, Scenario.Choose("mse"), "tpe/1", 1, DateTimeOffset.UnixEpoch));
        var grant = await Claim(1);

        var measured = await Post(
            $"/v1/attempts/{grant.Token}/measurements", new MeasureRequest([Scenario.Measured(1, 0.1)]), ProtocolJson.Default.MeasureRequest, ProtocolJson.Default.MeasureReply);
        var finish = new FinishRequest([Scenario.Measured(2, 0.2)], Scenario.Completed(0.2), new ClaimRequest(Scenario.Ada, 0, 2, 0));
        var first = await Post($"/v1/attempts/{grant.Token}/outcome", finish, ProtocolJson.Default.FinishRequest, ProtocolJson.Default.FinishReply);
        var again = await Post($"/v1/attempts/{grant.Token}/outcome", finish, ProtocolJson.Default.FinishRequest, ProtocolJson.Default.FinishReply);

        Assert.Equal((Verdict.Continue, true, 1), (measured.Verdict, first.Counted, first.Grant!.Trial));
        Assert.Equal((true, first.Grant!.Token), (again.Counted, again.Grant!.Token));
        var renewed = await Post(
            "/v1/renewals", new RenewRequest(Scenario.Ada, [grant.Token, first.Grant.Token]), ProtocolJson.Default.RenewRequest, ProtocolJson.Default.RenewReply);
        Assert.Equal([grant.Token], renewed.Ended);
    }

    [Fact]
    public async Task A_claim_with_nothing_to_do_is_answered_204()
    {
        await Claim(1);

        var nothing = await client.PostAsJsonAsync("/v1/claims", new ClaimRequest(Scenario.Ada, 1, 1, 0), ProtocolJson.Default.ClaimRequest);

        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task Without_the_token_nothing_is_answered()
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LiveServer.Everything + "x");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/artefacts/00")).StatusCode);
        client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/v1/claims", null)).StatusCode);
    }

    [Fact]
    public async Task A_name_that_only_leads_here_and_a_foreign_page_are_refused()
    {
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/v1/artefacts/00") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(rebound)).StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/v1/artefacts/00");
        foreign.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(foreign)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"worker":{"name":"ada","incarnation":"1"},"slot":"x","number":1,"wait_seconds":0}""")]
    [InlineData("""{"worker":null,"slot":0,"number":1,"wait_seconds":0}""")]
    [InlineData("""{"worker":{"name":"ada","incarnation":"1"},"slot":0,"number":1e400,"wait_seconds":0}""")]
    public async Task A_body_that_is_no_claim_is_a_problem_and_no_crash(string body)
    {
        var reply = await client.PostAsync("/v1/claims", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith("the body is not a ClaimRequest", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/v1/claims", """{"worker":{},"slot":0,"number":1,"wait_seconds":0}""", 422)]
    [InlineData("/v1/workers/leave", """{"worker":{}}""", 422)]
    [InlineData("/v1/renewals", """{"worker":{"name":"a/b","incarnation":"1"},"attempts":[]}""", 422)]
    [InlineData("/v1/attempts/00000000000000000000000000000000/outcome", """{"measurements":[],"result":{},"next":null}""", 400)]
    [InlineData("/v1/attempts/00000000000000000000000000000000/outcome", """{"measurements":[],"result":{"result":"failed","kind":7,"message":"x"},"next":null}""", 400)]
    [InlineData("/v1/attempts/00000000000000000000000000000000/measurements", """{"measurements":[null]}""", 422)]
    public async Task What_the_types_of_JSON_let_through_is_refused_all_the_same(string path, string body, int status) =>
        Assert.Equal(status, (int)(await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"))).StatusCode);

    [Fact]
    public async Task Bodies_that_are_not_JSON_by_name_are_refused() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync("/v1/claims", new StringContent("{}", Encoding.UTF8, "text/plain"))).StatusCode);

    [Fact]
    public async Task Tokens_nobody_was_given_and_workers_nobody_knows_are_problems()
    {
        var forged = await client.PostAsJsonAsync($"/v1/attempts/{new string('0', 32)}/measurements", new MeasureRequest([]), ProtocolJson.Default.MeasureRequest);
        var nonsense = await client.PostAsJsonAsync("/v1/attempts/..%2f/measurements", new MeasureRequest([]), ProtocolJson.Default.MeasureRequest);
        var stranger = await client.PostAsJsonAsync("/v1/claims", new ClaimRequest(new WorkerLife("eve", "1"), 0, 1, 0), ProtocolJson.Default.ClaimRequest);

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Conflict), (forged.StatusCode, nonsense.StatusCode, stranger.StatusCode));
    }

    [Fact]
    public async Task An_artefact_is_stored_only_under_the_hash_of_its_content()
    {
        var content = "weights"u8.ToArray();
        var address = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PutAsync($"/v1/artefacts/{new string('a', 64)}", new ByteArrayContent(content))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/v1/artefacts/{new string('a', 64)}")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PutAsync("/v1/artefacts/..%2f..%2fetc", new ByteArrayContent(content))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync($"/v1/artefacts/{address}", new ByteArrayContent(content))).StatusCode);
        Assert.Equal(content, await client.GetByteArrayAsync($"/v1/artefacts/{address}"));
    }

    private async Task<Grant> Claim(long number) =>
        await Post("/v1/claims", new ClaimRequest(Scenario.Ada, 0, number, 10), ProtocolJson.Default.ClaimRequest, ProtocolJson.Default.Grant);

    private async Task<TReply> Post<TRequest, TReply>(string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType)
    {
        using var reply = await client.PostAsJsonAsync(path, request, requestType);
        Assert.True(reply.IsSuccessStatusCode, $"{path}: {reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return (await reply.Content.ReadFromJsonAsync(replyType))!;
    }
}
