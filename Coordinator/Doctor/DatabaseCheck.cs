using Coordinator.Ledger;
using Npgsql;

namespace Coordinator.Doctor;

/// <summary>Whether the database takes a connection, is new enough, and lets a coordinator keep a session of its own.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource source, PostgresAddress address) : IFoundation
{
    /// <summary>The oldest that we test with.</summary>
    private const int Oldest = 15;

    public string Name => "database";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        await using var connection = await PostgresLedger.Reachable(async () => await source.OpenConnectionAsync(cancellation));
        var version = connection.PostgreSqlVersion;
        await using var command = new NpgsqlCommand("SELECT has_database_privilege(current_database(), 'CREATE') OR to_regclass('sweeps.event') IS NOT NULL", connection);
        if (await command.ExecuteScalarAsync(cancellation) is false)
            return new Finding(Name, Verdict.Wrong, $"{address} answers, and its user may not make the ledger's tables", "GRANT CREATE ON DATABASE to that user");
        return version.Major >= Oldest
            ? new Finding(Name, Verdict.Good, $"{address} answers: PostgreSQL {version}")
            : new Finding(Name, Verdict.Warning, $"{address} answers: PostgreSQL {version}, older than {Oldest}, with which Sweeps is tested", "upgrade it");
    }
}
