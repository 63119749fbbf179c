using Npgsql;

namespace Coordinator.Ledger;

/// <summary>The database's clock, by which leases run.</summary>
internal static class PostgresClock
{
    /// <exception cref="LedgerException">The database is away.</exception>
    public static Task<DateTimeOffset> Read(NpgsqlDataSource source, CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        await using var command = source.CreateCommand("SELECT clock_timestamp()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
    });
}
