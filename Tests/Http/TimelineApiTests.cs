using System.Net;
using System.Text.Json;
using Coordinator.Client;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;

namespace Tests.Http;

/// <summary>Who trained what and when.</summary>
public sealed class TimelineApiTests : IAsyncLifetime
{
    private const long Hour = 3_600_000;

    private LiveServer live = null!;
    private DateTimeOffset now;

    public async ValueTask InitializeAsync()
    {
        live = await LiveServer.Start();
        now = (await live.Reader.ReadAt([await live.Coordinator.Reign.Read(state => state.Sweep(Scenario.Sweep)!.LaunchedAt)], default))[0].Event.At;
    }

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task Attempts_come_in_order_of_their_beginning_with_what_became_of_them()
    {
        await Finish(1, 1, new AttemptResult.Failed(FailureKind.Crashed, "gone"));
        await Finish(2, 2, new AttemptResult.HandedBack());
        await Finish(3, 4, Scenario.Completed(0.25));
        await Propose(1);
        await live.Coordinator.Claim(4);

        var timeline = await Timeline();

        Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 1)], timeline.Trial.Zip(timeline.Attempt));
        Assert.Equal(["crashed", "handed_back", "completed", "running"], timeline.Outcome.Select(index => timeline.Outcomes[index]));
        Assert.Equal([null, null, 0.25, null], timeline.Objective);
        Assert.Equal([1 * Hour, 2 * Hour, 4 * Hour, null], timeline.End);
        Assert.All(timeline.Start.Zip(timeline.End), times => Assert.True(times.First >= 0 && (times.Second ?? long.MaxValue) >= times.First));
        Assert.Equal([0, 0, 0, 0], timeline.Worker);
        Assert.Equal([0, 0, 0, 0], timeline.Slot);
        Assert.Equal(["ada"], timeline.Workers);
    }

    [Fact]
    public async Task What_happened_to_the_sweep_as_a_whole_is_marked_with_who_wanted_it()
    {
        await live.Coordinator.Claim(1);
        using var somebody = live.As(Role.Operator);
        foreach (var verb in new[] { "pause", "resume", "stop" }) (await somebody.PostAsync($"/v1/sweeps/rare/{verb}", null)).EnsureSuccessStatusCode();
        await live.Coordinator.Submit(new FleetCommand.TakeLeadership("elsewhere", now));

        var marks = (await Timeline()).Marks;

        Assert.Equal(["launched", "paused", "resumed", "stopped"], marks.Take(4).Select(mark => mark.What));
        Assert.Equal("leadership taken", marks[^1].What);
        Assert.Equal([null, live.Token(Role.Operator).Id], marks.Take(2).Select(mark => mark.By));
        Assert.Equal(0, marks[0].At);
        Assert.Equal(marks.Select(mark => mark.Position).Order(), marks.Select(mark => mark.Position));
    }

    [Fact]
    public async Task Whoever_goes_on_after_next_learns_of_every_end_however_it_is_cut()
    {
        await Finish(1, 1, new AttemptResult.HandedBack());
        await live.Coordinator.Claim(2);
        var first = await Timeline();
        var again = await Timeline(first.Next);
        await Finish(2, 2, Scenario.Completed(0.25));
        var second = await Timeline(first.Next);
        var third = await Timeline(second.Next);

        Assert.Equal([1, 2], first.Attempt);
        Assert.Equal([(2, null)], again.Attempt.Zip(again.End));
        Assert.Equal([(2, 2 * Hour)], second.Attempt.Zip(second.End));
        Assert.Empty(third.Attempt);
        Assert.Empty(third.Marks);
        Assert.Equal((await Timeline()).Next, third.Next);
    }

    [Fact]
    public async Task A_reply_has_so_many_attempts_and_the_pages_together_say_what_one_would()
    {
        await Finish(1, 1, new AttemptResult.Failed(FailureKind.Crashed, "gone"));
        await Finish(2, 2, new AttemptResult.HandedBack());
        await Finish(3, 4, Scenario.Completed(0.25));
        await Propose(1);
        await live.Coordinator.Claim(4);
        var whole = await Timeline();
        Assert.Null(whole.More);

        for (var most = 1; most <= 5; most++)
        {
            var pages = new List<SweepTimeline>();
            for (long? after = 0; after is { } position; after = pages[^1].More) pages.Add(await Page(position, most));

            Assert.All(pages, page => Assert.InRange(page.Trial.Count + page.Marks.Count, 1, most));
            Assert.Equal(Text(whole), Text(SweepTimeline.Join(pages, 100).Timeline));
        }
    }

    [Fact]
    public async Task An_end_is_told_with_its_beginning_however_far_behind_the_page_it_is()
    {
        await Finish(1, 1, new AttemptResult.HandedBack());
        await Propose(1);
        await Finish(2, 2, Scenario.Completed(0.25));

        var page = await Page(0, 2);

        Assert.Equal([(1, 1 * Hour)], page.Attempt.Zip(page.End));
        Assert.True(page.Next > page.More, "all of its attempts are over, and nothing of it is left to be told");
    }

    [Fact]
    public async Task Of_more_attempts_than_are_shown_the_latest_are_and_how_many_are_not_is_known()
    {
        await Finish(1, 1, new AttemptResult.HandedBack());
        await Finish(2, 2, new AttemptResult.HandedBack());
        await Finish(3, 4, Scenario.Completed(0.25));

        var (timeline, leftOut) = SweepTimeline.Join([await Timeline()], 2);

        Assert.Equal([2, 3], timeline.Attempt);
        Assert.Equal(1, leftOut);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    public async Task A_limit_is_from_one_to_ten_thousand(string limit)
    {
        using var refused = await live.Client.GetAsync("/v1/sweeps/rare/timeline?limit=" + limit);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"`limit` must be a whole number from 1 to 10000, but got '{limit}'", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_earlier_sweep_of_the_same_name_is_not_in_it()
    {
        await Finish(1, 1, Scenario.Completed(0.25));
        await live.Coordinator.Submit(new FleetCommand.Delete(Scenario.Sweep, now));
        await live.Coordinator.Submit(new FleetCommand.Launch(Scenario.Spec(), "text", Scenario.Data, now.AddHours(1)));

        var timeline = await Timeline();

        Assert.Empty(timeline.Trial);
        Assert.Equal(["launched"], timeline.Marks.Select(mark => mark.What));
    }

    [Fact]
    public async Task A_coordinator_and_its_directory_tell_the_same()
    {
        await Finish(1, 1, Scenario.Completed(0.25));
        await using var stored = await StoredSweepSource.Open(Path.GetDirectoryName(live.Coordinator.LedgerFile)!, default);

        Assert.Equal(Text(await stored.Timeline(Scenario.Sweep, 0, default)), Text(await Timeline()));
    }

    [Fact]
    public async Task Whoever_has_it_is_told_so_until_something_changes()
    {
        using var first = await live.Client.GetAsync("/v1/sweeps/rare/timeline");
        using var same = await Ask(first.Headers.ETag!.ToString(), 0);
        using var other = await Ask(first.Headers.ETag.ToString(), 1);
        await live.Coordinator.Claim(1);
        using var changed = await Ask(first.Headers.ETag.ToString(), 0);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.OK), (same.StatusCode, other.StatusCode, changed.StatusCode));
    }

    private static string Text(SweepTimeline timeline) => JsonSerializer.Serialize(timeline, ApiJson.Default.SweepTimeline);

    private Task<HttpResponseMessage> Ask(string tag, long after)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sweeps/rare/timeline?after={after}");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return live.Client.SendAsync(request);
    }

    private async Task<SweepTimeline> Page(long after, int most) =>
        JsonSerializer.Deserialize(await live.Client.GetStringAsync($"/v1/sweeps/rare/timeline?after={after}&limit={most}"), ApiJson.Default.SweepTimeline)!;

    private async Task<SweepTimeline> Timeline(long after = 0)
    {
        await using var client = live.Connect();
        return await client.Timeline(Scenario.Sweep, after, default);
    }

    private Task Propose(int trial) =>
        live.Coordinator.Submit(new FleetCommand.Propose(Scenario.Sweep, trial, Scenario.Choose("mse"), "tpe/1", 1, now));

    /// <param name="hours">Since the launch: much longer than the test takes by the clock that claims are timed with.</param>
    private async Task Finish(long claim, int hours, AttemptResult result)
    {
        var grant = await live.Coordinator.Claim(claim);
        Assert.Null((await live.Coordinator.Submit(new FleetCommand.Finish(grant.Value!.Token, [], result, now.AddHours(hours)))).Rejection);
    }
}
