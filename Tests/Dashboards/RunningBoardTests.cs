using Npgsql;
using Tests.Agent;

namespace Tests.Dashboards;

/// <summary>Every question of every board, asked of a real Prometheus and a real ledger after a real run.</summary>
public sealed class RunningBoardTests(WatchedRun run) : IClassFixture<WatchedRun>
{
    public static TheoryData<string> Names { get; } = [.. Boards.Names];

    /// <summary>What only a machine with a GPU tells.</summary>
    private static bool NeedsGpu(Question question) => question.PromQl!.Contains("_gpu_", StringComparison.Ordinal);

    [Fact]
    public async Task Prometheus_own_check_finds_no_fault_with_the_metrics()
    {
        var (code, said) = await PrometheusServer.Promtool(await run.Metrics(), "check", "metrics");

        Assert.Equal((0, ""), (code, said));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_PromQL_of_a_board_gives_data(string board)
    {
        foreach (var question in Boards.Questions(board).Where(question => question.PromQl is not null))
        {
            var sent = question.Sent(WatchedRun.Sweep, WatchedRun.Measure);
            if (NeedsGpu(question)) await run.Prometheus.Ask(sent);
            else await Soon.Happens(GivesData(sent), $"data for '{question}', {sent}");
        }

        async Task GivesData(string query)
        {
            while ((await run.Prometheus.Ask(query)).Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_SQL_of_a_board_gives_rows(string board)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString());
        var empty = new List<string>();
        foreach (var question in Boards.Questions(board).Where(question => question.Sql is not null))
        {
            await using var command = source.CreateCommand(question.Sent(WatchedRun.Sweep, WatchedRun.Measure));
            await using var reader = await command.ExecuteReaderAsync();
            if (!await reader.ReadAsync()) empty.Add(question.ToString());
        }

        Assert.Empty(empty);
    }

    [Fact]
    public async Task The_views_say_what_the_API_says()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString());
        await using var command = source.CreateCommand(
            "SELECT outcome, count(*), max(objective), max(best) FROM sweeps.trial_view WHERE sweep = 'small' GROUP BY outcome ORDER BY outcome");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string Outcome, long Count, object Objective, object Best)>();
        while (await reader.ReadAsync()) rows.Add((reader.GetString(0), reader.GetInt64(1), reader.GetValue(2), reader.GetValue(3)));
        var told = await run.Status();

        Assert.Equal(told.GetProperty("trials").EnumerateObject().Select(count => (count.Name, (long)count.Value.GetInt32())).OrderBy(count => count.Name), rows.Select(row => (row.Outcome, row.Count)));
        Assert.Equal(["completed", "diverged"], rows.Select(row => row.Outcome));
        Assert.Equal(told.GetProperty("best").GetProperty("value").GetDouble(), rows[0].Objective);
        Assert.Equal(rows[0].Objective, rows[0].Best);
    }

    private string ConnectionString()
    {
        var url = new Uri(run.Database);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = url.UserInfo.Split(':')[0],
            Password = url.UserInfo.Split(':')[1],
            Database = url.AbsolutePath[1..],
        }.ToString();
    }
}
