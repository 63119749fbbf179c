using System.Net;
using System.Net.Http.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Web;
using Tests.Http;

namespace Tests.Web;

/// <summary>Signing in on the page, as a browser and as somebody with worse in mind would.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start();

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task A_token_is_exchanged_for_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        using var reply = await live.As(Role.Operator).PostAsync("/v1/session", null);

        var who = await reply.Content.ReadFromJsonAsync(ApiJson.Default.CallerItem);
        Assert.Equal((live.Token(Role.Operator).Id, Role.Operator), (who!.Id, who.Role));
        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^sweeps_session=[^;]+; max-age=43200; path=/page; samesite=strict; httponly$", cookie);
        Assert.DoesNotContain(live.Token(Role.Operator).Secret, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_or_behind_it_the_cookie_is_for_TLS_alone()
    {
        using var client = live.As(Role.Viewer);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var reply = await client.PostAsync("/v1/session", null);
        Assert.Contains("; secure;", Assert.Single(reply.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_opens_what_its_token_opens_below_page_and_nothing_else()
    {
        var cookie = await SignIn(Role.Viewer);

        Assert.Equal(HttpStatusCode.OK, await Ask("GET", "/page/v1/sweeps/rare", cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask("POST", "/page/v1/sweeps/rare/pause", cookie, Own));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask("POST", "/page/v1/claims", cookie, Own));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask("GET", "/v1/sweeps/rare", cookie));
    }

    [Fact]
    public async Task A_token_opens_nothing_below_page()
    {
        using var reply = await live.Client.GetAsync("/page/v1/sweeps");
        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
    }

    [Fact]
    public async Task A_change_must_come_from_the_page_itself()
    {
        var cookie = await SignIn(Role.Operator);

        Assert.Equal(HttpStatusCode.Forbidden, await Ask("POST", "/page/v1/sweeps/rare/pause", cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask("POST", "/page/v1/sweeps/rare/pause", cookie, "https://elsewhere.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask("POST", "/page/v1/sweeps/rare/pause", cookie, "null"));
        Assert.False(await IsPaused());
        Assert.Equal(HttpStatusCode.OK, await Ask("POST", "/page/v1/sweeps/rare/pause", cookie, Own));
        Assert.True(await IsPaused());
    }

    [Fact]
    public async Task A_change_is_written_down_with_the_token_that_the_session_began_with()
    {
        await Ask("POST", "/page/v1/sweeps/rare/pause", await SignIn(Role.Operator), Own);

        var paused = (await live.Reader.ReadAfter(0, "rare", 1000, default)).Select(past => past.Event).OfType<LedgerEvent.SweepPaused>().Single();
        Assert.Equal(live.Token(Role.Operator).Id, paused.By);
    }

    [Fact]
    public async Task A_session_ends_with_its_token()
    {
        var cookie = await SignIn(Role.Viewer);
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.RevokeToken(live.Token(Role.Viewer).Id, DateTimeOffset.UnixEpoch))).Rejection);

        Assert.Equal(HttpStatusCode.Unauthorized, await Ask("GET", "/page/v1/sweeps", cookie));
    }

    [Fact]
    public async Task A_session_cannot_be_renewed_by_itself()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await Ask("POST", "/page/v1/session", await SignIn(Role.Viewer), Own));
    }

    [Fact]
    public void A_session_is_over_after_its_time_and_is_nobodys_once_a_letter_of_it_is_changed()
    {
        var key = new byte[32];
        var began = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var session = new PageSession("abc", began + PageSession.Length);
        var cookie = session.Seal(key);

        Assert.Equal(session, PageSession.Open(cookie, key, began));
        Assert.Equal(session, PageSession.Open(cookie, key, session.Ends.AddSeconds(-1)));
        Assert.Null(PageSession.Open(cookie, key, session.Ends));
        Assert.Null(PageSession.Open(cookie, [1, .. key[1..]], began));
        for (var i = 0; i < cookie.Length; i++)
            Assert.Null(PageSession.Open($"{cookie[..i]}{(cookie[i] == '0' ? '1' : '0')}{cookie[(i + 1)..]}", key, began));
    }

    [Fact]
    public async Task A_worker_has_no_session()
    {
        using var reply = await live.As(Role.Worker).PostAsync("/v1/session", null);
        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
        Assert.False(reply.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Another_coordinator_with_the_same_admin_token_knows_the_session_and_hands_its_changes_on()
    {
        var cookie = await SignIn(Role.Operator);
        var standBy = await live.Serve(new StandBy(live));

        using var client = new HttpClient { BaseAddress = standBy.Address };
        using var request = Request("POST", "/page/v1/sweeps/rare/pause", cookie, standBy.Address.GetLeftPart(UriPartial.Authority));
        using var reply = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.True(await IsPaused());
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_back()
    {
        using var client = live.Speak(null);
        using var reply = await client.SendAsync(Request("DELETE", "/page/v1/session", await SignIn(Role.Viewer), Own));
        Assert.StartsWith("sweeps_session=; expires=Thu, 01 Jan 1970", Assert.Single(reply.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    private string Own => live.Server.Address.GetLeftPart(UriPartial.Authority);

    private async Task<string> SignIn(Role role)
    {
        using var reply = await live.As(role).PostAsync("/v1/session", null);
        return Assert.Single(reply.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    private async Task<HttpStatusCode> Ask(string method, string path, string cookie, string? origin = null)
    {
        using var client = live.Speak(null);
        using var reply = await client.SendAsync(Request(method, path, cookie, origin));
        return reply.StatusCode;
    }

    private static HttpRequestMessage Request(string method, string path, string cookie, string? origin)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Cookie", cookie);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return request;
    }

    private Task<bool> IsPaused() => live.Coordinator.Reign.Read(state => state.Sweeps.Values.Single().IsPaused);

    /// <summary>A coordinator that knows who leads, and is not it.</summary>
    private sealed class StandBy(LiveServer live) : Coordinator.Running.IStanding
    {
        public Coordinator.Running.Office? Office => null;

        public Uri? Leader => live.Server.Address;

        public Task<T> Read<T>(long seen, Func<FleetState, T> read, CancellationToken cancellation) => live.Coordinator.Reign.Read(read);
    }
}
