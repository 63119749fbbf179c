using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;
using Tests.Spec;

namespace Tests.Http;

/// <summary>Launching, changing and ending sweeps, tokens and workers over HTTP.</summary>
public sealed class ChangeApiTests : IAsyncLifetime
{
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start();

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task A_launch_is_new_once_and_the_same_again_afterwards()
    {
        var data = await Store("prepared data");

        var first = await Launch(SpecTexts.Small, data);
        var again = await Launch(SpecTexts.Small, data);
        var more = await Launch(SpecTexts.Small.Replace("trials: 10", "trials: 20", StringComparison.Ordinal), data);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode, more.StatusCode));
        Assert.Equal(20, (await more.Content.ReadFromJsonAsync(ApiJson.Default.SweepStatus))!.Budget.Trials);
    }

    [Fact]
    public async Task A_launch_said_twice_with_one_key_is_one_launch_even_after_its_sweep_was_deleted()
    {
        var data = await Store("prepared data");

        Assert.Equal(HttpStatusCode.Created, (await Launch(SpecTexts.Small, data, "key 1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Launch(SpecTexts.Small, data, "key 1")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await live.Client.DeleteAsync("/v1/sweeps/small")).StatusCode);
        var position = live.Tail.Position;
        await Refuses(await Launch(SpecTexts.Small, data, "key 1"), 410, "sweep 'small' was launched with this idempotency key, and deleted since: give another key to launch it again");
        await Refuses(await Launch(SpecTexts.With("seed: 7"), data, "key 1"), 422, "the idempotency key 'key 1' was used for another launch: give each launch its own");
        Assert.Equal(position, live.Tail.Position);
        await Store("prepared data");
        Assert.Equal(HttpStatusCode.Created, (await Launch(SpecTexts.Small, data, "key 2")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task A_key_that_is_not_printable_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sweeps") { Content = JsonContent.Create(new LaunchRequest("name: x", Scenario.Data), ApiJson.Default.LaunchRequest) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        await Refuses(await live.Client.SendAsync(request), 400, "Idempotency-Key is given once and has 1 to 200 printable ASCII characters");
    }

    [Fact]
    public async Task A_spec_that_is_not_legal_is_refused_with_all_its_problems()
    {
        using var reply = await Launch("name: small\nobjective: validation.macro_ap\ntrials: no\nbananas: 3\n", Scenario.Data);

        var problem = (await reply.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!;
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "urn:sweeps:problem:illegal-spec"), (reply.StatusCode, problem.Type));
        Assert.Contains(problem.Problems!, one => one.Path == "trials");
        Assert.Contains(problem.Problems!, one => one.Message.Contains("bananas", StringComparison.Ordinal));
        Assert.StartsWith($"the spec has {problem.Problems!.Count} problems, the first: ", problem.Detail);
    }

    [Fact]
    public async Task A_launch_needs_its_data_stored() =>
        await Refuses(await Launch(SpecTexts.Small, Scenario.Data), 422, $"there is no artefact {Scenario.Data}: store the prepared data first, with PUT /v1/artefacts/{Scenario.Data}");

    [Fact]
    public async Task A_sweep_is_paused_resumed_stopped_and_cancelled()
    {
        Assert.Equal(SweepPhase.Paused, (await Post("/v1/sweeps/rare/pause", ApiJson.Default.SweepStatus)).State);
        Assert.Equal(SweepPhase.Active, (await Post("/v1/sweeps/rare/resume", ApiJson.Default.SweepStatus)).State);
        await live.Coordinator.Claim(1);
        Assert.Equal(SweepPhase.Stopping, (await Post("/v1/sweeps/rare/stop", ApiJson.Default.SweepStatus)).State);
        var cancelled = await Post("/v1/sweeps/rare/cancel", ApiJson.Default.SweepStatus);
        Assert.Equal((SweepPhase.Ended, EndReason.Cancelled, "it was cancelled"), (cancelled.State, cancelled.EndReason, cancelled.Ended));
        await Refuses(await live.Client.PostAsync("/v1/sweeps/nobody/pause", null), 404, "there is no sweep 'nobody' here");
    }

    [Fact]
    public async Task Settings_change_while_a_sweep_goes_on_and_what_may_not_change_does_not()
    {
        var changed = await live.Client.PatchAsync("/v1/sweeps/rare", JsonContent.Create(new ChangeRequest(new Dictionary<string, string> { ["trials"] = "200", ["time"] = "2h" }), ApiJson.Default.ChangeRequest));
        var refused = await live.Client.PatchAsync("/v1/sweeps/rare", JsonContent.Create(new ChangeRequest(new Dictionary<string, string> { ["seed"] = "4" }), ApiJson.Default.ChangeRequest));

        var budget = (await changed.Content.ReadFromJsonAsync(ApiJson.Default.SweepStatus))!.Budget;
        Assert.Equal((200, 7200.0), (budget.Trials, budget.Seconds));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_trial_of_ones_own_waits_and_one_outside_of_the_space_is_refused()
    {
        var own = await live.Client.PostAsJsonAsync("/v1/sweeps/rare/trials", new EnqueueRequest(Scenario.Choose("mse")), ApiJson.Default.EnqueueRequest);
        var trial = (await own.Content.ReadFromJsonAsync(ApiJson.Default.TrialSummary))!;
        var outside = await live.Client.PostAsJsonAsync("/v1/sweeps/rare/trials", new EnqueueRequest(Scenario.Choose("hinge")), ApiJson.Default.EnqueueRequest);

        Assert.Equal((HttpStatusCode.Created, 1, "user", "waiting"), (own.StatusCode, trial.Trial, trial.Origin, trial.Outcome));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, outside.StatusCode);
    }

    [Fact]
    public async Task A_failed_trial_is_tried_again_and_no_other()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        await live.Coordinator.Submit(new FleetCommand.Finish(grant.Token, [], new AttemptResult.Failed(FailureKind.Diverged, "NaN"), DateTimeOffset.UnixEpoch));

        Assert.Equal("waiting", (await Post("/v1/sweeps/rare/trials/0/retry", ApiJson.Default.TrialSummary)).Outcome);
        await Refuses(await live.Client.PostAsync("/v1/sweeps/rare/trials/0/retry", null), 409, "only a failed trial is tried again, and trial 0 of sweep 'rare' is waiting");
    }

    [Fact]
    public async Task A_worker_is_drained_and_is_told_so_with_its_next_renewal()
    {
        Assert.Equal(WorkerCondition.Draining, (await Post("/v1/workers/ada/drain", ApiJson.Default.WorkerItem)).State);
        var renewed = await live.Client.PostAsJsonAsync("/v1/renewals", new RenewRequest(Scenario.Ada, []), ProtocolJson.Default.RenewRequest);

        Assert.True((await renewed.Content.ReadFromJsonAsync(ProtocolJson.Default.RenewReply))!.Drain);
        await Refuses(await live.Client.PostAsync("/v1/workers/eve/drain", null), 404, "there is no worker 'eve' here");
    }

    [Fact]
    public async Task A_token_opens_the_door_until_it_is_revoked_and_its_secret_is_shown_once()
    {
        var reply = await live.Client.PostAsJsonAsync("/v1/tokens", new CreateTokenRequest("ci", Role.Viewer), ApiJson.Default.CreateTokenRequest);
        var created = (await reply.Content.ReadFromJsonAsync(ApiJson.Default.CreatedToken))!;
        using var viewer = live.Speak(created.Token);

        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/v1/sweeps")).StatusCode);
        Assert.DoesNotContain(created.Token[^43..], await live.Client.GetStringAsync("/v1/tokens"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await live.Client.DeleteAsync($"/v1/tokens/{created.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await viewer.GetAsync("/v1/sweeps")).StatusCode);
        Assert.Contains((await Get("/v1/tokens", ApiJson.Default.TokenList)).Tokens, token => token.Id == created.Id && token.Revoked);
        await Refuses(await live.Client.DeleteAsync("/v1/tokens/unknown"), 404, "there is no token 'unknown'");
    }

    [Theory]
    [InlineData("""{"name":"x","role":"owner"}""", 400)]
    [InlineData("""{"name":"x","role":7}""", 400)]
    [InlineData("""{"name":"x","role":"viewer","extra":1}""", 400)]
    [InlineData("""{"name":null,"role":"viewer"}""", 400)]
    [InlineData("""{"name":"","role":"viewer"}""", 422)]
    [InlineData("""{"name":"a\nb","role":"viewer"}""", 422)]
    public async Task A_token_is_asked_for_in_the_right_words_or_refused(string body, int status) =>
        Assert.Equal(status, (int)(await live.Client.PostAsync("/v1/tokens", new StringContent(body, new MediaTypeHeaderValue("application/json")))).StatusCode);

    [Fact]
    public async Task Who_wanted_a_change_stands_in_its_event()
    {
        using var client = live.As(Role.Operator);
        await client.PostAsync("/v1/sweeps/rare/pause", null);

        var paused = (await Get("/v1/sweeps/rare/events", ApiJson.Default.EventPage)).Events.Single(past => past.Type == "sweep_paused");

        Assert.Equal(live.Token(Role.Operator).Id, paused.By);
    }

    private static async Task Refuses(HttpResponseMessage reply, int status, string detail)
    {
        var problem = (await reply.Content.ReadFromJsonAsync(ApiJson.Default.Problem))!;
        Assert.Equal((status, detail), ((int)reply.StatusCode, problem.Detail));
        reply.Dispose();
    }

    private async Task<ArtefactAddress> Store(string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        var address = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        Assert.True((await live.Client.PutAsync($"/v1/artefacts/{address}", new ByteArrayContent(bytes))).IsSuccessStatusCode);
        return ArtefactAddress.Parse(address);
    }

    private async Task<HttpResponseMessage> Launch(string spec, ArtefactAddress data, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sweeps") { Content = JsonContent.Create(new LaunchRequest(spec, data), ApiJson.Default.LaunchRequest) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await live.Client.SendAsync(request);
    }

    private async Task<T> Post<T>(string path, JsonTypeInfo<T> type)
    {
        using var reply = await live.Client.PostAsync(path, null);
        Assert.True(reply.IsSuccessStatusCode, $"{path}: {reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return (await reply.Content.ReadFromJsonAsync(type))!;
    }

    private async Task<T> Get<T>(string path, JsonTypeInfo<T> type) => (await live.Client.GetFromJsonAsync(path, type))!;
}
