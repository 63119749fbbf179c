using Shared.Protocol;
using Shared.Trials;

namespace Tests.Agent;

/// <summary>What a trainer prints reaches the coordinator: while it trains, and at whatever end it comes to.</summary>
public sealed class LogRelayTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lines_are_told_while_the_trainer_trains()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grant = coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            printf 'bad \xff byte\r\n'; echo 'a warning' >&2
            sleep infinity
            """);

        var lines = new[] { await Soon.Comes(coordinator.Printed, "a line"), await Soon.Comes(coordinator.Printed, "another") };

        Assert.All(lines, line => Assert.Equal(grant.Token, line.Attempt));
        Assert.Equal([1, 2], lines.Select(line => line.Line.Sequence).Order());
        Assert.Equal(["a warning", "bad \uFFFD byte"], lines.Select(line => line.Line.Text).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("echo 'last words' >&2; exit 3", FailureKind.UserError)]
    [InlineData("echo 'last words' >&2; kill -KILL $$", FailureKind.Crashed)]
    public async Task What_a_trainer_printed_before_it_failed_comes_with_the_outcome(string end, FailureKind kind)
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, $"read -r line; {end}");

        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.Equal(kind, Assert.IsType<AttemptResult.Failed>(outcome.Result).Kind);
        // However quick the trainer was: said before, or with the outcome.
        var said = coordinator.Printed.TryRead(out var before) ? [before.Line] : outcome.Log!;
        Assert.Equal([new LogLine(1, "last words")], said);
    }

    [Fact]
    public async Task What_a_trainer_printed_before_it_finished_is_in_the_log_of_that_trial()
    {
        // More than its reader is quick enough for, and less than a pipe holds: the trainer does not wait.
        const int lines = 3_000;
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        var grants = new[] { coordinator.Offer(0), coordinator.Offer(1) };
        await using var agent = AgentRun.Start(coordinator, folder, $$"""
            while read -r line; do
                request
                seq -f "$trial %.0f" {{lines}} > "$scratch/lines"
                cat "$scratch/lines" >&2
                finished '"validation.macro_ap":0.5' ''
            done
            """);

        var said = grants.ToDictionary(grant => grant.Token, _ => new List<LogLine>());
        foreach (var grant in grants) said[grant.Token].AddRange((await Soon.Comes(coordinator.Outcomes, "an outcome")).Request.Log ?? []);
        while (coordinator.Printed.TryRead(out var line)) said[line.Attempt].Add(line.Line);

        foreach (var grant in grants)
            Assert.Equal(Enumerable.Range(1, lines).Select(number => $"{grant.Sweep}/{grant.Trial} {number}"), said[grant.Token].OrderBy(line => line.Sequence).Select(line => line.Text));
    }

    [Fact]
    public async Task A_line_whose_receipt_was_lost_is_said_again_under_its_number()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        coordinator.LoseReplyTo("/log");
        await using var agent = AgentRun.Start(coordinator, folder, "read -r line; echo one; sleep infinity");

        Assert.Equal(new LogLine(1, "one"), (await Soon.Comes(coordinator.Printed, "the line")).Line);
        Assert.Equal(new LogLine(1, "one"), (await Soon.Comes(coordinator.Printed, "the line again")).Line);
    }

    [Fact]
    public async Task An_attempt_that_is_no_longer_held_still_tells_what_it_printed()
    {
        // Whoever renews every half second soon hears of it.
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: 1.5);
        var grant = coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line
            measured 1 '"validation.macro_ap":0.5'
            while :; do echo again; sleep 0.05; done
            """);
        await Soon.Comes(coordinator.Measurements, "the measurement");
        await Soon.Comes(coordinator.Claims, "the claim");
        coordinator.Judge(grant, Verdict.Gone);
        await Soon.Comes(coordinator.Claims, "the next claim");

        var lines = new List<int>();
        while (coordinator.Printed.TryRead(out var line)) lines.Add(line.Line.Sequence);
        Assert.Equal(Enumerable.Range(1, lines.Max()), lines.Distinct().Order());
        Assert.Equal(File.ReadAllLines(folder.File("state/logs/sweep-0-1.log")).Length, lines.Max());
    }

    [Fact]
    public async Task Where_no_line_is_kept_any_more_none_is_sent_and_the_trial_goes_on()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.IsLogFull = true;
        coordinator.Offer(0);
        await using var agent = AgentRun.Start(coordinator, folder, """
            read -r line; request
            echo one
            until [ -e "$scratch/../../go" ]; do sleep 0.05; done
            echo two
            finished '"validation.macro_ap":0.5' ''
            """);

        await Soon.Comes(coordinator.Printed, "the line");
        File.WriteAllText(folder.File("state/go"), "");
        var (_, outcome) = await Soon.Comes(coordinator.Outcomes, "an outcome");

        Assert.IsType<AttemptResult.Completed>(outcome.Result);
        Assert.False(coordinator.Printed.TryRead(out _));
    }
}
