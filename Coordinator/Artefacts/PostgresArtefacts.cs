using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Artefacts in the ledger's PostgreSQL, in chunks. An upload's chunks go in one by one, each on a connection that is
/// given back at once, so that a slow sender holds neither connection nor transaction; nobody sees them before the
/// artefact's own row is there, which also proves that none is missing. What never gets that row is swept.
/// </summary>
internal sealed class PostgresArtefacts(NpgsqlDataSource database, ArtefactLimits limits) : IArtefactStore
{
    public const int ChunkBytes = 256 << 10;

    /// <summary>Serialises quota checks; "SWEEPSAR" in ASCII.</summary>
    private const long QuotaLock = 0x5357_4545_5053_4152;

    /// <summary>
    /// The tables, as a migration of the ledger's. Chunks are stored as they are: weights and prepared data do not compress.
    /// Times are <c>clock_timestamp()</c>, the one clock that all coordinators share.
    /// </summary>
    public const string Tables = """
        CREATE TABLE sweeps.artefact_upload (
            id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE TABLE sweeps.artefact_chunk (
            upload bigint NOT NULL REFERENCES sweeps.artefact_upload ON DELETE CASCADE,
            number int    NOT NULL,
            bytes  bytea  NOT NULL,
            PRIMARY KEY (upload, number)
        );
        ALTER TABLE sweeps.artefact_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE sweeps.artefact (
            address   text        PRIMARY KEY,
            upload    bigint      NOT NULL UNIQUE REFERENCES sweeps.artefact_upload,
            bytes     bigint      NOT NULL,
            chunk     int         NOT NULL,
            stored_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        """;

    public ArtefactLimits Limits => limits;

    public async Task<bool> Contains(ArtefactAddress address, CancellationToken cancellation) =>
        await Ask("SELECT 1 FROM sweeps.artefact WHERE address = $1", [Text(address)], cancellation) is not null;

    public async Task<ArtefactRefusal?> Refuses(long bytes, CancellationToken cancellation) =>
        limits.Refuses(limits.Quota is null ? 0 : (long)(await Ask(UsedBytes, [], cancellation))!, bytes);

    public async Task<ArtefactRefusal?> Store(ArtefactAddress address, Stream content, CancellationToken cancellation)
    {
        if (await Renew(address, cancellation)) return null;
        var upload = (long)(await Ask("INSERT INTO sweeps.artefact_upload DEFAULT VALUES RETURNING id", [], cancellation))!;
        var stored = false;
        try
        {
            using var checkedContent = new CheckedContent(content, limits.MostBytes);
            await StoreChunks(upload, checkedContent, cancellation);
            var refusal = checkedContent.Refusal(address) ?? await Complete(address, upload, checkedContent.Bytes, cancellation);
            stored = refusal is null;
            return refusal;
        }
        finally
        {
            // The sender may be gone, and the database too: then the sweeping finds it.
            if (!stored) await Abandon(upload);
        }
    }

    public async Task<Stream?> Open(ArtefactAddress address, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT upload, bytes, chunk FROM sweeps.artefact WHERE address = $1");
        command.Parameters.Add(Text(address));
        return await Guarded<Stream?>(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await reader.ReadAsync(cancellation)
                ? new PostgresArtefactStream(database, address, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2))
                : null;
        });
    }

    public async IAsyncEnumerable<StoredArtefact> List([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT address, bytes, stored_at FROM sweeps.artefact");
        await using var reader = await Guarded(() => command.ExecuteReaderAsync(cancellation));
        while (await Guarded(() => reader.ReadAsync(cancellation)))
            yield return new StoredArtefact(ArtefactAddress.Parse(reader.GetString(0)), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2));
    }

    public Task Delete(ArtefactAddress address, DateTimeOffset ifStoredBy, CancellationToken cancellation) => Ask(
        """
        WITH gone AS (DELETE FROM sweeps.artefact WHERE address = $1 AND stored_at <= $2 RETURNING upload)
        DELETE FROM sweeps.artefact_upload USING gone WHERE id = gone.upload
        """,
        [Text(address), Time(ifStoredBy)],
        cancellation);

    public Task DeleteHalfStored(DateTimeOffset begunBy, CancellationToken cancellation) => Ask(
        "DELETE FROM sweeps.artefact_upload WHERE begun_at <= $1 AND NOT EXISTS (SELECT FROM sweeps.artefact WHERE upload = id)",
        [Time(begunBy)],
        cancellation);

    public async Task<DateTimeOffset> Now(CancellationToken cancellation) =>
        new((DateTime)(await Ask("SELECT clock_timestamp()", [], cancellation))!);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>With its chunks.</summary>
    private const string DeleteUpload = "DELETE FROM sweeps.artefact_upload WHERE id = $1";

    private const string UsedBytes = "SELECT coalesce(sum(bytes), 0)::bigint FROM sweeps.artefact";

    /// <summary>What is there already was stored now.</summary>
    private async Task<bool> Renew(ArtefactAddress address, CancellationToken cancellation) =>
        await Ask("UPDATE sweeps.artefact SET stored_at = clock_timestamp() WHERE address = $1 RETURNING 1", [Text(address)], cancellation) is not null;

    /// <summary>
    /// Chunks need not be on the disk one by one: the artefact's row comes after them in the database's log, and waits for the disk.
    /// </summary>
    private async Task StoreChunks(long upload, CheckedContent content, CancellationToken cancellation)
    {
        var block = new byte[ChunkBytes];
        int read;
        for (var number = 0; (read = await content.Read(block, cancellation)) > 0; number++)
        {
            await Ask(
                "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)) INSERT INTO sweeps.artefact_chunk (upload, number, bytes) SELECT $1, $2, $3 FROM quick",
                [Number(upload), Small(number), new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = block.AsMemory(0, read), NpgsqlDbType = NpgsqlDbType.Bytea }],
                cancellation);
        }
    }

    /// <summary>Makes an upload an artefact, if there is room for it.</summary>
    private Task<ArtefactRefusal?> Complete(ArtefactAddress address, long upload, long bytes, CancellationToken cancellation) => Guarded(async () =>
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // On the disk before it is acknowledged, whatever the database's default is.
        await Ask(connection, "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') IN ('off', 'local')", [], cancellation);
        if (limits.Quota is not null)
        {
            // One at a time, or two would each find room for one.
            await Ask(connection, $"SELECT pg_advisory_xact_lock({QuotaLock.ToString(CultureInfo.InvariantCulture)})", [], cancellation);
            var used = (long)(await Ask(connection, UsedBytes, [], cancellation))!;
            if (limits.Refuses(used, bytes) is { } refusal) return refusal;
        }
        // A database that crashed meanwhile may have forgotten chunks.
        var whole = await Ask(
            connection,
            """
            INSERT INTO sweeps.artefact (address, upload, bytes, chunk)
            SELECT $1, $2, $3, $4
            WHERE (SELECT coalesce(sum(octet_length(bytes)), 0) FROM sweeps.artefact_chunk WHERE upload = $2) = $3
            ON CONFLICT (address) DO UPDATE SET stored_at = clock_timestamp()
            RETURNING upload
            """,
            [Text(address), Number(upload), Number(bytes), Small(ChunkBytes)],
            cancellation);
        if (whole is null) throw new ArtefactStoreException("the database lost part of the artefact while it was stored: store it again", null);
        // Another upload of the same content was first: its chunks are as good.
        if ((long)whole != upload) await Ask(connection, DeleteUpload, [Number(upload)], cancellation);
        await transaction.CommitAsync(cancellation);
        return (ArtefactRefusal?)null;
    });

    private async Task Abandon(long upload)
    {
        try
        {
            await Ask(DeleteUpload, [Number(upload)], CancellationToken.None);
        }
        catch (ArtefactStoreException)
        {
            // See DeleteHalfStored.
        }
    }

    private Task<object?> Ask(string sql, NpgsqlParameter[] parameters, CancellationToken cancellation) => Guarded(async () =>
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await Ask(connection, sql, parameters, cancellation);
    });

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return await command.ExecuteScalarAsync(cancellation);
    }

    internal static async Task<T> Guarded<T>(Func<Task<T>> deed)
    {
        try
        {
            return await deed();
        }
        catch (NpgsqlException error)
        {
            throw new ArtefactStoreException(
                error is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } ? "the artefact was swept before it was whole, or while it was looked at: try again"
                : error is PostgresException { MessageText: var text } ? $"the database with the artefacts refuses: {text}"
                : $"the database with the artefacts is away: {error.InnerException?.Message ?? error.Message}",
                error);
        }
    }

    private static NpgsqlParameter Text(ArtefactAddress address) => new NpgsqlParameter<string> { TypedValue = address.ToString() };

    private static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value };

    private static NpgsqlParameter Small(int value) => new NpgsqlParameter<int> { TypedValue = value };

    private static NpgsqlParameter Time(DateTimeOffset value) => new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
