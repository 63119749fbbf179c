using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Trials;
using Tests.Agent;
using Tests.Deciding;

namespace Tests.Http;

/// <summary>Events as pages and as a live stream.</summary>
public sealed class EventApiTests : IAsyncLifetime
{
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start();

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task Events_come_in_pages_in_their_order()
    {
        var seen = new List<long>();
        long? after = 0;
        while (after is not null)
        {
            var page = (await live.Client.GetFromJsonAsync($"/v1/events?limit=2&after={after}", ApiJson.Default.EventPage))!;
            seen.AddRange(page.Events.Select(past => past.Position));
            after = page.Next;
        }

        Assert.Equal(Enumerable.Range(1, (int)live.Tail.Position).Select(position => (long)position), seen);
    }

    [Fact]
    public async Task A_sweeps_events_are_its_own_and_none_of_an_earlier_one_of_its_name()
    {
        await live.Coordinator.Submit(new FleetCommand.Delete(Scenario.Sweep, DateTimeOffset.UnixEpoch));
        await live.Coordinator.Launch(TimeProvider.System);

        var page = (await live.Client.GetFromJsonAsync("/v1/sweeps/rare/events", ApiJson.Default.EventPage))!;

        Assert.Equal(["sweep_launched", "trial_proposed"], page.Events.Select(past => past.Type));
    }

    [Fact]
    public async Task A_watcher_of_a_sweep_in_which_nothing_happens_is_answered_at_once()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sweeps/rare/events?after={live.Tail.Position}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await live.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal(": watching", await lines.ReadLineAsync());
    }

    [Fact]
    public async Task A_stream_ends_with_the_token_that_it_was_asked_for_with()
    {
        using var viewer = live.As(Role.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/events?after={live.Tail.Position}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await viewer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(": watching", await lines.ReadLineAsync());

        await live.Coordinator.Submit(new FleetCommand.RevokeToken(live.Token(Role.Viewer).Id, DateTimeOffset.UnixEpoch));

        Assert.Equal("", (await lines.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30))).Trim());
    }

    [Fact]
    public async Task A_stream_begins_anywhere_goes_on_live_and_is_taken_up_where_it_ended()
    {
        await using var stream = await Watch("/v1/sweeps/rare/events", null);
        Assert.Equal(["sweep_launched", "trial_proposed"], [(await stream.Next()).Type, (await stream.Next()).Type]);

        await live.Coordinator.Submit(new FleetCommand.Pause(Scenario.Sweep, DateTimeOffset.UnixEpoch));
        var paused = await stream.Next();
        await live.Coordinator.Submit(new FleetCommand.Resume(Scenario.Sweep, DateTimeOffset.UnixEpoch));
        await using var later = await Watch("/v1/sweeps/rare/events", paused.Position);

        Assert.Equal("sweep_paused", paused.Type);
        Assert.Equal(("sweep_resumed", "sweep_resumed"), ((await later.Next()).Type, (await stream.Next()).Type));
    }

    [Fact]
    public async Task A_stream_tells_each_event_once_and_in_order_however_fast_they_come()
    {
        const int events = 600;
        await using var stream = await Watch("/v1/events", live.Tail.Position);
        var first = live.Tail.Position + 1;
        var happening = Task.WhenAll(Enumerable.Range(0, events).Select(n => live.Coordinator.Submit(n % 2 == 0
            ? new FleetCommand.Pause(Scenario.Sweep, DateTimeOffset.UnixEpoch)
            : new FleetCommand.Resume(Scenario.Sweep, DateTimeOffset.UnixEpoch))));

        for (var position = first; position < first + events; position++) Assert.Equal(position, (await stream.Next()).Position);
        await happening;
    }

    [Fact]
    public async Task A_watcher_that_reads_nothing_is_sent_away_and_others_go_on()
    {
        await using var impatient = await LiveServer.Start(options: ServerOptions.Loopback() with { WatcherPatience = TimeSpan.FromSeconds(1) });
        // Enough to fill the buffers between here and there.
        var big = new string('x', 200_000);
        using var slow = new TcpClient();
        await slow.ConnectAsync(impatient.Server.Address.Host, impatient.Server.Address.Port);
        var request = $"GET /v1/events?after={impatient.Tail.Position} HTTP/1.1\r\nHost: {impatient.Server.Address.Authority}\r\nAuthorization: Bearer {LiveServer.Everything}\r\nAccept: text/event-stream\r\n\r\n";
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        await using var quick = await Watch("/v1/events", impatient.Tail.Position, impatient);
        await Soon.Is(() => impatient.Server.Watchers == 2, "that two watch");

        for (var n = 0; n < 50; n++)
        {
            await impatient.Coordinator.Submit(new FleetCommand.Launch(Scenario.Spec() with { Name = SweepName.Parse($"big{n}") }, big, Scenario.Data, DateTimeOffset.UnixEpoch));
            while ((await quick.Next()).Type != "sweep_launched") { }
        }

        await Soon.Is(() => impatient.Server.Watchers == 1, "that one watches");
        Assert.Equal("trial_proposed", (await quick.Next()).Type);
    }

    [Fact]
    public async Task Events_hide_what_opens_a_door()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;

        var text = await live.Client.GetStringAsync("/v1/events?limit=1000");

        Assert.DoesNotContain(grant.Token.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(TokenText.HashOf(live.Token(Role.Admin).Secret), text, StringComparison.Ordinal);
        Assert.Contains("\"token\":\"***\"", text, StringComparison.Ordinal);
        Assert.Contains("\"hash\":\"***\"", text, StringComparison.Ordinal);
        Assert.Contains("\"incarnation\":\"***\"", text, StringComparison.Ordinal);
    }

    private async Task<Stream> Watch(string path, long? last, LiveServer? server = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (last is { } position) request.Headers.Add("Last-Event-ID", position.ToString());
        var reply = await (server ?? live).Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", reply.Content.Headers.ContentType!.MediaType);
        return new Stream(reply, SseParser.Create(await reply.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
    }

    private sealed class Stream(HttpResponseMessage reply, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public async Task<EventItem> Next()
        {
            Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
            var item = JsonSerializer.Deserialize(items.Current.Data, ApiJson.Default.EventItem)!;
            Assert.Equal((items.Current.EventType, items.Current.EventId), (item.Type, item.Position.ToString()));
            return item;
        }

        public async ValueTask DisposeAsync()
        {
            reply.Dispose();
            await items.DisposeAsync();
        }
    }
}
