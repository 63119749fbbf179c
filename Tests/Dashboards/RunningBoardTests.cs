using System.Globalization;
using System.Text.Json;
using Npgsql;
using Shared.Protocol;
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
        await using var source = run.Connect();
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
        await using var source = run.Connect();
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

    [Fact]
    public async Task Results_by_label_are_what_the_trials_evaluations_say()
    {
        await using var source = run.Connect();
        await using var command = source.CreateCommand("SELECT trial, rank, is_baseline, name, training_positives, average_precision, threshold FROM sweeps.label_view WHERE sweep = 'small' ORDER BY rank, label");
        var told = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) told.Add(string.Create(CultureInfo.InvariantCulture, $"{reader[0]} {reader[1]} {reader[2]} {reader[3]} {reader[4]} {reader[5]} {reader[6]}"));

        var columns = await run.Ask("/columns");
        var values = columns.GetProperty("value").EnumerateArray().Select((value, trial) => (Trial: trial, Value: value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null));
        var said = new List<string>();
        foreach (var (trial, rank) in values.Where(row => row.Value is not null).OrderByDescending(row => row.Value).ThenBy(row => row.Trial).Select((row, index) => (row.Trial, index + 1)))
        {
            var evaluation = (await run.Ask($"/trials/{trial}/evaluation")).Deserialize(EvaluationJson.Default.Evaluation)!;
            said.AddRange(evaluation.Labels.Select((label, c) => string.Create(
                CultureInfo.InvariantCulture, $"{trial} {rank} {trial == 0} {label} {evaluation.TrainingPositives[c]} {evaluation.Parts.Validation.Ap[c]} {evaluation.Thresholds[c]}")));
        }
        Assert.NotEmpty(said);
        Assert.Equal(said, told);
    }

    [Fact]
    public async Task The_rights_that_the_README_names_are_enough_for_every_question_and_read_no_events()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Boards.Folder, "README.md"));
        var begin = readme.IndexOf("```sql", StringComparison.Ordinal) + "```sql".Length;
        await using var owner = run.Connect();
        // Roles are the whole server's, databases a test's own.
        var role = "grafana_" + new Uri(run.Database).AbsolutePath[1..];
        await using (var command = owner.CreateCommand(readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)].Replace("grafana", role, StringComparison.Ordinal))) await command.ExecuteNonQueryAsync();
        await using var connection = await owner.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand($"SET ROLE {role}", connection)) await command.ExecuteNonQueryAsync();

        foreach (var question in Boards.Names.SelectMany(Boards.Questions).Where(question => question.Sql is not null))
        {
            await using var command = new NpgsqlCommand(question.Sent(WatchedRun.Sweep, WatchedRun.Measure), connection);
            await command.ExecuteNonQueryAsync();
        }
        await using var events = new NpgsqlCommand("SELECT count(*) FROM sweeps.event", connection);
        var refusal = await Assert.ThrowsAsync<PostgresException>(async () => await events.ExecuteScalarAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
