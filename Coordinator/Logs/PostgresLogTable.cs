using Coordinator.Ledger;
using Npgsql;
using Shared.Protocol;

namespace Coordinator.Logs;

/// <summary>Trials' logs in the ledger's PostgreSQL.</summary>
/// <param name="source">Not disposed with this table.</param>
internal sealed class PostgresLogTable(NpgsqlDataSource source) : ILogTable
{
    public const string Tables = """
        CREATE TABLE sweeps.log (
            sweep    bigint NOT NULL,
            trial    integer NOT NULL,
            attempt  integer NOT NULL,
            sequence integer NOT NULL,
            text     text NOT NULL,
            PRIMARY KEY (sweep, trial, attempt, sequence)
        );
        """;

    public Task<long> Add(LogPlace place, IReadOnlyList<LogLine> lines, long mostOfAttempt, CancellationToken cancellation) => Ask(
        """
        WITH kept AS (
            INSERT INTO sweeps.log (sweep, trial, attempt, sequence, text)
            SELECT $1, $2, $3, said.sequence, said.text FROM unnest($4, $5) AS said (sequence, text)
            WHERE (SELECT coalesce(sum(octet_length(text) + 1), 0) FROM sweeps.log WHERE sweep = $1 AND trial = $2 AND attempt = $3) < $6
            ON CONFLICT DO NOTHING
            RETURNING octet_length(text) + 1 AS bytes
        )
        SELECT coalesce(sum(bytes), 0)::bigint FROM kept
        """,
        async command => (long)(await command.ExecuteScalarAsync(cancellation))!,
        place.Sweep, place.Trial, place.Attempt, lines.Select(line => line.Sequence).ToArray(), lines.Select(line => line.Text).ToArray(), mostOfAttempt);

    public Task<long> Size(long sweep, CancellationToken cancellation) => Ask(
        "SELECT coalesce(sum(octet_length(text) + 1), 0)::bigint FROM sweeps.log WHERE sweep = $1", async command => (long)(await command.ExecuteScalarAsync(cancellation))!, sweep);

    public Task<IReadOnlyList<LogRow>> Read(long sweep, int trial, int? attempt, (int Attempt, int Sequence) after, int most, CancellationToken cancellation) => Ask<IReadOnlyList<LogRow>>(
        """
        SELECT attempt, sequence, text FROM sweeps.log
        WHERE sweep = $1 AND trial = $2 AND attempt BETWEEN $3 AND $4 AND (attempt, sequence) > ($5, $6) ORDER BY attempt, sequence LIMIT $7
        """,
        async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<LogRow>();
            while (await reader.ReadAsync(cancellation)) rows.Add(new LogRow(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2)));
            return rows;
        },
        sweep, trial, attempt ?? 0, attempt ?? int.MaxValue, after.Attempt, after.Sequence, most);

    public Task DeleteOthers(IReadOnlyList<long> sweeps, long until, CancellationToken cancellation) => Ask(
        "DELETE FROM sweeps.log WHERE sweep <= $1 AND NOT sweep = ANY ($2)", command => command.ExecuteNonQueryAsync(cancellation), until, sweeps.ToArray());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Ask<T>(string sql, Func<NpgsqlCommand, Task<T>> run, params IReadOnlyList<object> parameters) => PostgresLedger.Reachable(async () =>
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await run(command);
    });
}
