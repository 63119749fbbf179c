using System.Data;
using Coordinator.Ledger;
using Microsoft.Data.Sqlite;
using Shared.Protocol;

namespace Coordinator.Logs;

/// <summary>Trials' logs in the ledger's SQLite file, through a connection of their own: the writer's is the writer's.</summary>
internal sealed class SqliteLogTable : ILogTable
{
    private const int Full = 13;

    private readonly SqliteQueries queries;
    private readonly bool hasTable;

    private SqliteLogTable(SqliteConnection connection, bool hasTable)
    {
        queries = new SqliteQueries(connection, error => new LedgerException(
            error.SqliteErrorCode == Full ? LedgerTrouble.Full : LedgerTrouble.Unavailable, $"the logs in {connection.DataSource} cannot be used: {error.Message}", error));
        this.hasTable = hasTable;
    }

    /// <summary>For the one process that writes the ledger, which is open already.</summary>
    public static SqliteLogTable Open(string path) => new(SqliteLedger.Connect(path, SqliteOpenMode.ReadWrite), hasTable: true);

    /// <summary>Also while another process writes. A ledger that only older programs wrote has no logs.</summary>
    /// <exception cref="StateDirectoryException">There is no ledger, or one of another version.</exception>
    public static SqliteLogTable OpenForReading(string path)
    {
        var (opened, _) = SqliteLedger.ConnectForReading(path);
        return new SqliteLogTable(opened, SqliteSchema.HasLogs(opened));
    }

    public Task<long> Add(LogPlace place, IReadOnlyList<LogLine> lines, long mostOfAttempt, CancellationToken cancellation) => queries.Run(command =>
    {
        using var transaction = command.Connection!.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        command.Transaction = transaction;
        command.CommandText = "SELECT coalesce(sum(length(CAST(text AS BLOB)) + 1), 0) FROM log WHERE sweep = $sweep AND trial = $trial AND attempt = $attempt";
        command.Parameters.AddWithValue("$sweep", place.Sweep);
        command.Parameters.AddWithValue("$trial", place.Trial);
        command.Parameters.AddWithValue("$attempt", place.Attempt);
        if ((long)command.ExecuteScalar()! >= mostOfAttempt) return 0;
        command.CommandText = "INSERT INTO log (sweep, trial, attempt, sequence, text) VALUES ($sweep, $trial, $attempt, $sequence, $text) ON CONFLICT DO NOTHING RETURNING length(CAST(text AS BLOB)) + 1";
        var (sequence, text) = (command.Parameters.Add("$sequence", SqliteType.Integer), command.Parameters.Add("$text", SqliteType.Text));
        var added = 0L;
        foreach (var line in lines)
        {
            (sequence.Value, text.Value) = (line.Sequence, line.Text);
            added += command.ExecuteScalar() as long? ?? 0;
        }
        transaction.Commit();
        return added;
    }, cancellation);

    public Task<long> Size(long sweep, CancellationToken cancellation) => queries.Run(command =>
    {
        command.CommandText = "SELECT coalesce(sum(length(CAST(text AS BLOB)) + 1), 0) FROM log WHERE sweep = $sweep";
        command.Parameters.AddWithValue("$sweep", sweep);
        return (long)command.ExecuteScalar()!;
    }, cancellation);

    public Task<IReadOnlyList<LogRow>> Read(long sweep, int trial, int? attempt, (int Attempt, int Sequence) after, int most, CancellationToken cancellation)
    {
        if (!hasTable) return Task.FromResult<IReadOnlyList<LogRow>>([]);
        return queries.Run<IReadOnlyList<LogRow>>(command =>
        {
            command.CommandText = """
                SELECT attempt, sequence, text FROM log
                WHERE sweep = $sweep AND trial = $trial AND attempt BETWEEN $first AND $last AND (attempt, sequence) > ($attempt, $sequence) ORDER BY attempt, sequence LIMIT $most
                """;
            foreach (var (name, value) in new (string, long)[]
            {
                ("$sweep", sweep), ("$trial", trial), ("$first", attempt ?? 0), ("$last", attempt ?? int.MaxValue), ("$attempt", after.Attempt), ("$sequence", after.Sequence), ("$most", most),
            })
                command.Parameters.AddWithValue(name, value);
            using var reader = command.ExecuteReader();
            var rows = new List<LogRow>();
            while (reader.Read()) rows.Add(new LogRow(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2)));
            return rows;
        }, cancellation);
    }

    public Task DeleteOthers(IReadOnlyList<long> sweeps, long until, CancellationToken cancellation) => queries.Run(command =>
    {
        command.CommandText = "DELETE FROM log WHERE sweep <= $until AND sweep NOT IN (SELECT value FROM json_each($sweeps))";
        command.Parameters.AddWithValue("$until", until);
        command.Parameters.AddWithValue("$sweeps", $"[{string.Join(',', sweeps)}]");
        return command.ExecuteNonQuery();
    }, cancellation);

    public ValueTask DisposeAsync() => queries.DisposeAsync();
}
