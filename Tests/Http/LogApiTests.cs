using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Coordinator.Http;
using Coordinator.Logs;
using Shared.Protocol;
using Shared.Trials;
using Tests.Deciding;

namespace Tests.Http;

/// <summary>What trainers print, from the worker to whoever reads it.</summary>
public sealed class LogApiTests : IAsyncLifetime
{
    private LiveServer live = null!;

    public async ValueTask InitializeAsync() => live = await LiveServer.Start();

    public ValueTask DisposeAsync() => live.DisposeAsync();

    [Fact]
    public async Task Lines_are_kept_once_however_often_they_are_said_and_read_in_order()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        await Say(grant.Token, (2, "second"), (1, "first"));
        await Say(grant.Token, (1, "first"), (2, "second"), (3, "third"));

        var page = await Read("");

        Assert.Equal(["1.1 first", "1.2 second", "1.3 third"], page.Lines.Select(Shown));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task An_outcome_brings_the_last_lines_and_each_attempt_has_its_own()
    {
        var first = (await live.Coordinator.Claim(1)).Value!;
        await Finish(first.Token, new AttemptResult.Failed(FailureKind.Crashed, "gone"), (1, "before the crash"));
        // The same trial again: another worker's slot could have it as well.
        var second = (await live.Coordinator.Claim(2)).Value!;
        Assert.Equal((0, 2), (second.Trial, second.Attempt));
        await Say(second.Token, (1, "again"));

        // A worker that was fenced off speaks of its own attempt alone, however late.
        await Say(first.Token, (2, "late"));

        Assert.Equal(["1.1 before the crash", "1.2 late", "2.1 again"], (await Read("")).Lines.Select(Shown));
        Assert.Equal(["2.1 again"], (await Read("?attempt=2")).Lines.Select(Shown));
    }

    [Fact]
    public async Task Pages_follow_each_other_by_attempt_and_sequence()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        await Say(grant.Token, [.. Enumerable.Range(1, 5).Select(n => (n, $"line {n}"))]);

        var first = await Read("?limit=2");
        var second = await Read($"?limit=2&after={first.Next}");

        Assert.Equal(("1.2", "1.4"), (first.Next, second.Next));
        Assert.Equal(["1.3 line 3", "1.4 line 4"], second.Lines.Select(Shown));
        Assert.Equal(["1.5 line 5"], (await Read("?attempt=1&after=4")).Lines.Select(Shown));
        Assert.Equal(
            "`after` is an attempt and a sequence, such as 1.20, or a sequence alone where `attempt` is given, but got '4'", await Refused("/v1/sweeps/rare/trials/0/log?after=4", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task What_is_no_text_a_database_keeps_is_replaced_and_commands_for_a_terminal_stay_what_they_are()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        await Say(grant.Token, (1, "a\0b\u001b[2J"));

        Assert.Equal("a\uFFFDb\u001b[2J", Assert.Single((await Read("")).Lines).Text);
    }

    [Fact]
    public async Task Lines_that_are_too_long_or_not_numbered_are_refused()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        Assert.Equal("`sequence` counts from 1, but got 0", await Problem(await Post(grant.Token, (0, "x"))));
        Assert.Equal("a line has at most 16384 bytes, but that of sequence 1 has 16385", await Problem(await Post(grant.Token, (1, new string('x', 16385)))));
        Assert.Equal(HttpStatusCode.NotFound, (await Post(AttemptToken.Parse(new string('a', 32)), (1, "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await live.Client.GetAsync("/v1/sweeps/rare/trials/99/log")).StatusCode);
    }

    [Fact]
    public async Task An_attempt_that_prints_without_end_is_cut_whatever_its_worker_says()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        var line = new string('x', 16000);
        for (var batch = 0; batch < 5; batch++)
            await Say(grant.Token, [.. Enumerable.Range((batch * 30) + 1, 30).Select(n => (n, line))]);

        var kept = await live.Logs.Size((await live.Coordinator.Reign.Read(state => state.Sweep(Scenario.Sweep)!.LaunchedAt)), default);

        Assert.InRange(kept, 1 << 20, TrialLogs.MostOfAttempt + (30 * 16001));
    }

    [Fact]
    public async Task A_sweep_whose_logs_are_full_says_so_in_the_log_and_to_the_worker()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        var full = new TrialLogs(new FullTable(live.Logs));
        var place = new LogPlace(await live.Coordinator.Reign.Read(state => state.Sweep(Scenario.Sweep)!.LaunchedAt), grant.Trial, grant.Attempt);

        Assert.False(await full.Keep(place, [new LogLine(7, "one too many")], default));

        Assert.Equal(["1.7 [the log ends here: those of the sweep have reached 64 MiB]"], (await Read("")).Lines.Select(Shown));
    }

    [Fact]
    public async Task A_deleted_sweep_takes_its_logs_along_and_one_of_the_same_name_begins_with_none()
    {
        var grant = (await live.Coordinator.Claim(1)).Value!;
        await Say(grant.Token, (1, "old"));
        var launchedAt = await live.Coordinator.Reign.Read(state => state.Sweep(Scenario.Sweep)!.LaunchedAt);

        Assert.Equal(HttpStatusCode.NoContent, (await live.Client.DeleteAsync("/v1/sweeps/rare")).StatusCode);

        Assert.Equal(0, await live.Logs.Size(launchedAt, default));
        Assert.Equal(HttpStatusCode.NotFound, (await Post(grant.Token, (2, "late"))).StatusCode);
        await live.Coordinator.Launch(TimeProvider.System);
        Assert.Empty((await Read("")).Lines);
    }

    private static string Shown(Coordinator.Deciding.Views.LogItem line) => $"{line.Attempt}.{line.Sequence} {line.Text}";

    private async Task<LogPage> Read(string query)
    {
        using var reply = await live.As(Role.Viewer).GetAsync($"/v1/sweeps/rare/trials/0/log{query}");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return (await reply.Content.ReadFromJsonAsync(ApiJson.Default.LogPage))!;
    }

    private async Task Say(AttemptToken attempt, params (int Sequence, string Text)[] lines) =>
        Assert.False((await (await Post(attempt, lines)).Content.ReadFromJsonAsync(ProtocolJson.Default.LogReply))!.IsFull);

    private Task<HttpResponseMessage> Post(AttemptToken attempt, params (int Sequence, string Text)[] lines) =>
        live.Client.PostAsJsonAsync($"/v1/attempts/{attempt}/log", new LogRequest(Lines(lines)), ProtocolJson.Default.LogRequest);

    private async Task Finish(AttemptToken attempt, AttemptResult result, params (int Sequence, string Text)[] lines) => Assert.Equal(
        HttpStatusCode.OK,
        (await live.Client.PostAsJsonAsync($"/v1/attempts/{attempt}/outcome", new FinishRequest([], result, null, Lines(lines)), ProtocolJson.Default.FinishRequest)).StatusCode);

    private async Task<string> Refused(string path, HttpStatusCode status)
    {
        using var reply = await live.Client.GetAsync(path);
        Assert.Equal(status, reply.StatusCode);
        return await Problem(reply);
    }

    private static async Task<string> Problem(HttpResponseMessage reply) => (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;

    private static LogLine[] Lines((int Sequence, string Text)[] lines) => [.. lines.Select(line => new LogLine(line.Sequence, line.Text))];

    /// <summary>A table in which the sweep's logs have reached their limit: filling one takes longer than the rest of the tests.</summary>
    private sealed class FullTable(ILogTable table) : ILogTable
    {
        public Task<long> Size(long sweep, CancellationToken cancellation) => Task.FromResult(TrialLogs.MostOfSweep);

        public Task<long> Add(LogPlace place, IReadOnlyList<LogLine> lines, long mostOfAttempt, CancellationToken cancellation) => table.Add(place, lines, mostOfAttempt, cancellation);

        public Task<IReadOnlyList<LogRow>> Read(long sweep, int trial, int? attempt, (int Attempt, int Sequence) after, int most, CancellationToken cancellation) =>
            table.Read(sweep, trial, attempt, after, most, cancellation);

        public Task DeleteOthers(IReadOnlyList<long> sweeps, long until, CancellationToken cancellation) => table.DeleteOthers(sweeps, until, cancellation);

        public ValueTask DisposeAsync() => table.DisposeAsync();
    }
}
