using System.Diagnostics;
using Npgsql;

namespace Tests.Chaos;

/// <summary>
/// Hits a coordinator in mid-append. A lock holds the ledger's table until an append is seen to wait for it at the server; then the deed is done, and
/// the lock is let go: the server finishes what its sender does not hear of any more.
/// </summary>
internal static class MidAppend
{
    /// <summary>Less than the two seconds for which an append waits for a lock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private const string Waits = """
        SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO sweeps.event%')
        """;

    /// <returns>Whether an append was under way.</returns>
    public static async Task<bool> Hit(Stage stage, StagedCoordinator coordinator, Func<Task> deed)
    {
        var database = stage.Database;
        await using var connection = await database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("SET LOCAL lock_timeout = '2s'; LOCK TABLE sweeps.event IN SHARE MODE", connection);
        await locking.ExecuteNonQueryAsync();
        // Workers may be quiet just now.
        using var enough = new CancellationTokenSource();
        var provoking = stage.Client.Provoke(coordinator, enough.Token);
        var begun = Stopwatch.GetTimestamp();
        var waits = false;
        await using var looking = new NpgsqlCommand(Waits, connection);
        while (!waits && Stopwatch.GetElapsedTime(begun) < Patience)
        {
            waits = (bool)(await looking.ExecuteScalarAsync())!;
            if (!waits) await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
        await deed();
        await transaction.CommitAsync();
        await enough.CancelAsync();
        await provoking;
        return waits;
    }
}
