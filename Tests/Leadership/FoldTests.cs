using System.Diagnostics;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Npgsql;
using Tests.Deciding;
using Tests.Peers;

namespace Tests.Leadership;

/// <summary>What a coordinator does at its start: a long ledger is read as a stream and folded.</summary>
public sealed class FoldTests(SharedPostgres postgres, ITestOutputHelper output)
{
    /// <summary>Five events each: proposed, started, measured twice, completed.</summary>
    private const int Trials = 20_000;

    [Fact]
    public async Task A_long_ledger_is_folded_as_it_comes()
    {
        await using var source = PostgresAddress.Parse(await postgres.NewDatabase(), null).Connect("test");
        await PostgresSchema.Migrate(source, default);
        await Write(source);

        await using var ledger = new PostgresLedger(source);
        var (begun, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var state = new FleetState();
        await foreach (var next in ledger.Read(0, default)) state.Evolve(next);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;

        output.WriteLine($"{state.Position} events folded in {seconds:F2} s, with {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F2} s of this process's CPU");
        Assert.Equal((Trials, Trials), (state.Sweep(Scenario.Sweep)!.Completed, state.Attempts.Count));
    }

    /// <summary>One trial's history, made by the decider, and multiplied by the database.</summary>
    private static async Task Write(NpgsqlDataSource source)
    {
        var scenario = Scenario.Launched(trials: Trials);
        var (_, token) = scenario.Claim(1);
        scenario.When(new FleetCommand.Measure(token, [Scenario.Measured(1, 0.1), Scenario.Measured(2, 0.3)], scenario.Now));
        scenario.Complete(token);
        var first = scenario.Ledger.FindIndex(next => next is LedgerEvent.TrialProposed);
        List<LedgerEvent> trial = [scenario.Ledger[first], .. scenario.Ledger.Skip(first + 1).Where(next => next is LedgerEvent.AttemptStarted or LedgerEvent.AttemptMeasured or LedgerEvent.TrialCompleted)];
        Assert.Equal(5, trial.Count);
        List<LedgerEvent> before = [.. scenario.Ledger.Where(next => next is LedgerEvent.LeadershipTaken or LedgerEvent.SweepLaunched or LedgerEvent.WorkerJoined)];
        await using var ledger = new PostgresLedger(source);
        await ledger.Append(1, before, [], default);

        await using var command = source.CreateCommand("""
            INSERT INTO sweeps.event (position, stream, type, version, time, body)
            SELECT $1 + trial * 5 + n, 'rare', type, 1, '2026-01-01T00:00:00.0000000Z',
                   replace(replace(body, '"trial":0', '"trial":' || trial), $4, lpad(to_hex(trial + 1), 32, '0'))
            FROM generate_series(0, $5 - 1) AS trial, unnest($2::text[], $3::text[]) WITH ORDINALITY AS one (type, body, n)
            """);
        command.CommandTimeout = 300;
        command.Parameters.Add(new NpgsqlParameter { Value = (long)before.Count });
        command.Parameters.Add(new NpgsqlParameter { Value = trial.Select(next => LedgerEventJson.Write(next).Type).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = trial.Select(next => LedgerEventJson.Write(next).Body).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = token.ToString() });
        command.Parameters.Add(new NpgsqlParameter { Value = Trials });
        await command.ExecuteNonQueryAsync();
    }
}
