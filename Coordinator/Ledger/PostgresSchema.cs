using Coordinator.Artefacts;
using Coordinator.Labels;
using Coordinator.Logs;
using Npgsql;

namespace Coordinator.Ledger;

/// <summary>
/// The tables of a PostgreSQL ledger, in a schema of their own, as the migrations that made them: migration N leads to version N. A
/// migration that was released is never changed. They run once, in one transaction, however many coordinators start together.
/// </summary>
internal static class PostgresSchema
{
    private const string Lease = """
        CREATE TABLE sweeps.event (
            position bigint PRIMARY KEY,
            stream   text NOT NULL,
            type     text NOT NULL,
            version  integer NOT NULL,
            -- ISO 8601 to 100 nanoseconds, which timestamptz would round: the fold must be the same, bit for bit.
            time     text NOT NULL,
            actor    text,
            -- Not jsonb, which reorders keys and loses -0.
            body     text NOT NULL
        );
        CREATE TABLE sweeps.measurement (
            sweep   bigint NOT NULL,
            trial   integer NOT NULL,
            attempt integer NOT NULL,
            epoch   integer NOT NULL,
            body    text NOT NULL,
            PRIMARY KEY (sweep, trial, attempt, epoch)
        );
        CREATE TABLE sweeps.lease (
            one           boolean PRIMARY KEY CHECK (one),
            holder        text NOT NULL,
            address       text NOT NULL,
            expires       timestamptz NOT NULL,
            pid           integer NOT NULL,
            backend_start timestamptz NOT NULL
        );
        """;

    private static readonly string[] Migrations = [Lease, PostgresArtefacts.Tables, PostgresViews.Views, PostgresLogTable.Tables, PostgresLabelTable.Tables];

    /// <summary>"SWPS": the advisory lock of whoever migrates.</summary>
    private const long Key = 0x53575053;

    /// <summary>Of the tables that this program makes.</summary>
    public static int Newest => Migrations.Length;

    /// <summary>Of the tables that are there; 0: there are none.</summary>
    /// <exception cref="LedgerSchemaException">They are of a newer program.</exception>
    /// <exception cref="LedgerException">The database is away.</exception>
    public static Task<int> VersionOf(NpgsqlDataSource source, CancellationToken cancellation) => PostgresLedger.Reachable(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await Version(connection, cancellation);
    });

    /// <summary>Makes the tables where there are none, and brings older ones up to this program's version.</summary>
    /// <exception cref="LedgerSchemaException">They are of a newer program, or the database cannot hold a ledger.</exception>
    /// <exception cref="LedgerException">The database is away.</exception>
    public static async Task Migrate(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            if (await Version(connection, cancellation) == Migrations.Length) return;
            if (await Scalar(connection, "SHOW server_encoding", cancellation) is not "UTF8" and var encoding)
                throw new LedgerSchemaException($"the ledger's database must have the encoding UTF8, but has {encoding}: make another one");
            // Outside of the transaction, which must not begin before the one that it waits for is over: a session's view of the catalogue dates from its beginning.
            await Scalar(connection, $"SELECT pg_advisory_lock({Key})", cancellation);
            try
            {
                await MigrateAlone(connection, cancellation);
            }
            finally
            {
                await Scalar(connection, $"SELECT pg_advisory_unlock({Key})", CancellationToken.None);
            }
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new LedgerSchemaException($"the ledger's user may not make its tables: {error.MessageText}; grant it CREATE on the database");
        }
        catch (NpgsqlException error)
        {
            throw PostgresLedger.Unavailable(error);
        }
    }

    private static async Task MigrateAlone(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var version = await Version(connection, cancellation);
        if (version == 0) await Scalar(connection, "CREATE SCHEMA IF NOT EXISTS sweeps; CREATE TABLE sweeps.schema (version integer NOT NULL); INSERT INTO sweeps.schema VALUES (0)", cancellation);
        foreach (var migration in Migrations.Skip(version)) await Scalar(connection, migration, cancellation);
        await Scalar(connection, $"UPDATE sweeps.schema SET version = {Migrations.Length}", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>0: there is nothing yet.</summary>
    private static async Task<int> Version(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await Scalar(connection, "SELECT to_regclass('sweeps.schema') IS NULL", cancellation) is true) return 0;
        var version = (int)(await Scalar(connection, "SELECT version FROM sweeps.schema", cancellation))!;
        return version <= Migrations.Length
            ? version
            : throw new LedgerSchemaException($"the ledger's schema has version {version}, and this program knows versions up to {Migrations.Length}: start a program as new as the one that made it");
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
}

/// <summary>A database that this program cannot keep its ledger in; the message says why and what to do.</summary>
internal sealed class LedgerSchemaException(string message) : Exception(message);
