using System.Diagnostics;
using Coordinator.Ledger;
using Tests.Agent;
using Tests.Peers;

namespace Tests.Leadership;

/// <summary>Coordinators as processes, killed, suspended and told to end, while somebody writes.</summary>
public sealed class FailoverTests(SharedPostgres postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task A_killed_leader_is_followed_within_three_seconds_and_nothing_is_lost_or_doubled()
    {
        const int Kills = 10;
        using var folder = new TemporaryFolder();
        var database = await postgres.NewDatabase();
        var leader = await CoordinatorProcess.Start(database, folder.Path);
        await leader.Leads();
        var times = new List<double>();
        var acknowledged = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var standBy = await CoordinatorProcess.Start(database, folder.Path);
            await Acknowledges(standBy, $"before{kill}", acknowledged);

            var begun = Stopwatch.GetTimestamp();
            leader.Signal(CoordinatorProcess.Kill);
            await Acknowledges(standBy, $"after{kill}", acknowledged);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);

            await leader.DisposeAsync();
            leader = standBy;
        }
        await leader.DisposeAsync();

        times.Sort();
        output.WriteLine($"from kill -9 to the next acknowledged write: median {times[Kills / 2]:F3} s, worst {times[^1]:F3} s of {Kills}");
        Assert.True(times[^1] < 3, $"the slowest failover took {times[^1]:F3} s");
        await AreThereOnce(database, acknowledged);
        Assert.Equal((long)Kills + 1, await Scalar(database, "SELECT count(*) FROM sweeps.event WHERE type = 'leadership_taken'"));
    }

    [Fact]
    public async Task A_leader_that_was_suspended_for_longer_than_its_lease_gives_no_stale_answer_and_appends_nothing()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.NewDatabase();
        await using var leader = await CoordinatorProcess.Start(database, folder.Path, "--lease-seconds", "2");
        await leader.Leads();
        await using var standBy = await CoordinatorProcess.Start(database, folder.Path, "--lease-seconds", "2");
        var acknowledged = new List<string>();
        await Acknowledges(standBy, "before", acknowledged);
        // Writers that never rest, so that an append is under way at whatever moment it is suspended.
        using var ending = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(() => Write(leader, $"writer{writer}-", acknowledged, ending.Token))).ToList();
        await LiveStanding.Until(() => Count(acknowledged) > 50 ? acknowledged : null, "writing");

        leader.Signal(CoordinatorProcess.Stop);
        await Acknowledges(standBy, "meanwhile", acknowledged);
        var stale = Task.Run(() => leader.Workers());
        var late = Task.Run(() => leader.Join("late"));
        await standBy.Leads();
        leader.Signal(CoordinatorProcess.Continue);

        // It may ask the new leader, or fold again; it must not say what was.
        try
        {
            Assert.Contains("meanwhile", await stale);
        }
        catch (HttpRequestException)
        {
            // It did not answer, which is well too.
        }
        if (await late) Add(acknowledged, "late");
        await Acknowledges(leader, "afterwards", acknowledged);
        await ending.CancelAsync();
        await Task.WhenAll(writers);
        Assert.False(await leader.IsActive());
        await AreThereOnce(database, acknowledged);
        Assert.Equal(2L, await Scalar(database, "SELECT count(*) FROM sweeps.event WHERE type = 'leadership_taken'"));
    }

    [Fact]
    public async Task A_leader_that_is_told_to_end_hands_over_at_once_and_ends_well()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.NewDatabase();
        await using var leader = await CoordinatorProcess.Start(database, folder.Path, "--lease-seconds", "300");
        await leader.Leads();
        await using var standBy = await CoordinatorProcess.Start(database, folder.Path, "--lease-seconds", "300");
        var acknowledged = new List<string>();
        await Acknowledges(standBy, "before", acknowledged);

        leader.Signal(CoordinatorProcess.Terminate);
        await standBy.Leads();
        await Soon.Happens(leader.Ended, "the leader's end");

        Assert.Equal(0, leader.ExitCode);
        Assert.Contains(leader.Log, line => line.Contains("gave leadership up", StringComparison.Ordinal));
        await AreThereOnce(database, acknowledged);
    }

    [Fact]
    public async Task Neither_log_nor_arguments_show_the_databases_password_and_a_wrong_one_is_said_to_be()
    {
        using var folder = new TemporaryFolder();
        var database = await postgres.NewDatabase();
        var password = new Uri(database).UserInfo.Split(':')[1];
        await using var right = await CoordinatorProcess.Start(database, folder.Path);
        await right.Leads();
        Assert.DoesNotContain(right.Log, line => line.Contains(password, StringComparison.Ordinal));
        Assert.DoesNotContain(password, await File.ReadAllTextAsync($"/proc/{right.Id}/cmdline"));

        await using var wrong = await CoordinatorProcess.Start(database.Replace(password, "of-somebody-else"), folder.Path);
        await wrong.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(wrong.Log, line => line.Contains("password authentication failed", StringComparison.Ordinal) && line.Contains("check --ledger and --ledger-password-file", StringComparison.Ordinal));
        Assert.DoesNotContain(wrong.Log, said => said.Contains("of-somebody-else", StringComparison.Ordinal));
    }

    /// <summary>Says it until it is acknowledged, as workers do.</summary>
    private static async Task Acknowledges(CoordinatorProcess process, string worker, List<string> acknowledged)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await process.Join(worker))
        {
            if (patience.IsCancellationRequested) Assert.Fail($"{worker} was not acknowledged:\n{string.Join('\n', process.Log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
        Add(acknowledged, worker);
    }

    private static async Task Write(CoordinatorProcess process, string name, List<string> acknowledged, CancellationToken ending)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
            if (await process.Join($"{name}{number}")) Add(acknowledged, $"{name}{number}");
    }

    private static void Add(List<string> acknowledged, string worker)
    {
        lock (acknowledged) acknowledged.Add(worker);
    }

    private static int Count(List<string> acknowledged)
    {
        lock (acknowledged) return acknowledged.Count;
    }

    /// <summary>Each acknowledged join is one event of the ledger, and none is there twice.</summary>
    private static async Task AreThereOnce(string database, IReadOnlyCollection<string> acknowledged)
    {
        await using var source = PostgresAddress.Parse(database, null).Connect("test");
        await using var command = source.CreateCommand("SELECT body::json -> 'worker' ->> 'name' FROM sweeps.event WHERE type = 'worker_joined'");
        await using var reader = await command.ExecuteReaderAsync();
        var there = new List<string>();
        while (await reader.ReadAsync()) there.Add(reader.GetString(0));
        Assert.Empty(acknowledged.Except(there));
        Assert.Empty(there.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private static async Task<object?> Scalar(string database, string sql)
    {
        await using var source = PostgresAddress.Parse(database, null).Connect("test");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
