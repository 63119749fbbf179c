using Npgsql;

namespace Coordinator.Ledger;

/// <summary>
/// The row that says which coordinator may lead. It decides only when another one tries: what nobody may do twice is fenced by the
/// ledger's positions. Looks, takes and renewals use one connection, which is the holder's sign of life: when its process is
/// killed, the server sees the connection end, and the lease is free without waiting for its time. Times are the database's own.
/// </summary>
/// <param name="holder">Also the name that the server lists this coordinator's connections under.</param>
internal sealed class PostgresLease(NpgsqlConnection connection, string holder) : IAsyncDisposable
{
    /// <summary>
    /// $1: who asks. One role cannot see when another role's sessions began; then the lease's time must do. It is clock_timestamp(), since
    /// now() is the time at which a transaction began, which may have waited.
    /// </summary>
    private const string IsFree = """
        (held.holder = $1 OR held.expires < clock_timestamp() OR NOT EXISTS (
            SELECT FROM pg_stat_activity a WHERE a.pid = held.pid AND (a.backend_start IS NULL OR a.backend_start = held.backend_start)))
        """;

    private const string Look = $"""
        SELECT held.holder, held.address, held.holder IS NULL OR {IsFree}, (SELECT coalesce(max(position), 0) FROM sweeps.event)
        FROM (VALUES (1)) AS always LEFT JOIN sweeps.lease held ON true
        """;

    private const string Take = $"""
        INSERT INTO sweeps.lease AS held (one, holder, address, expires, pid, backend_start)
        SELECT true, $1, $2, clock_timestamp() + make_interval(secs => $3), pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()
        ON CONFLICT (one) DO UPDATE SET
            holder = excluded.holder, address = excluded.address, expires = excluded.expires, pid = excluded.pid, backend_start = excluded.backend_start
        WHERE {IsFree}
        """;

    private const string Extend = "UPDATE sweeps.lease SET expires = clock_timestamp() + make_interval(secs => $2) WHERE holder = $1 AND pid = pg_backend_pid()";

    private const string Free = "UPDATE sweeps.lease SET expires = '-infinity' WHERE holder = $1";

    private const string Cut = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = $1 AND pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user
        """;

    private readonly NpgsqlCommand looking = new(Look, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = holder } } };

    /// <exception cref="LedgerException">The database is away.</exception>
    public static Task<PostgresLease> Open(NpgsqlDataSource source, string holder, CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        var lease = new PostgresLease(await source.OpenConnectionAsync(cancellation), holder);
        await lease.looking.PrepareAsync(cancellation);
        return lease;
    });

    /// <summary>How things stand, in one cheap query.</summary>
    public Task<LeaseView> See(CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        await using var reader = await looking.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.IsDBNull(0)
            ? new LeaseView(null, null, true, reader.GetInt64(3))
            : new LeaseView(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetInt64(3));
    });

    /// <summary>Takes the lease if it is free still.</summary>
    public async Task<bool> TryTake(string address, TimeSpan duration, CancellationToken cancellation) =>
        await Execute(Take, cancellation, address, duration.TotalSeconds) == 1;

    /// <summary>False: another one has it.</summary>
    public async Task<bool> Renew(TimeSpan duration, CancellationToken cancellation) => await Execute(Extend, cancellation, duration.TotalSeconds) == 1;

    /// <summary>Gives a lease up, also where its own connection is in the midst of something.</summary>
    public static Task Release(NpgsqlDataSource source, string holder, CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        await using var command = source.CreateCommand(Free);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = holder });
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    /// <summary>Ends the connections of another coordinator, so that nothing it sent is still on its way.</summary>
    public Task Silence(string other, CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        await using var command = new NpgsqlCommand(Cut, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = other } } };
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    /// <summary>Waits, and throws as soon as the connection ends.</summary>
    public Task Wait(TimeSpan duration, CancellationToken cancellation) => PostgresLedger.Reachable(() => connection.WaitAsync(duration, cancellation));

    public async ValueTask DisposeAsync()
    {
        await looking.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Task<int> Execute(string sql, CancellationToken cancellation, params object[] further) => PostgresLedger.Reachable(async () =>
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = holder });
        foreach (var value in further) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(cancellation);
    });
}

/// <param name="Holder">null: nobody has ever led.</param>
/// <param name="Address">Where the holder answers.</param>
/// <param name="IsFree">Nobody leads: the lease has run out or was given up, or its holder is gone.</param>
/// <param name="Position">Of the ledger's last event.</param>
internal sealed record LeaseView(string? Holder, string? Address, bool IsFree, long Position);
