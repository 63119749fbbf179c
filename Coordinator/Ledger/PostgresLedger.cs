using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Npgsql;
using NpgsqlTypes;
using Shared.Protocol;

namespace Coordinator.Ledger;

/// <summary>
/// The ledger of many machines. An append is one autocommitted statement on a connection of its own: no coordinator that stands still in
/// its midst holds a transaction open, and nothing is half done. Reads use a pool beside it.
/// </summary>
internal sealed class PostgresLedger(NpgsqlDataSource source) : ILedger
{
    /// <summary>
    /// Commits are on the disk before they are acknowledged, whatever the database's default is. A lock that is waited for is
    /// the position that another coordinator is appending at: one whose machine hangs must not make us hang as well.
    /// </summary>
    private const string Settings = """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local');
        SET lock_timeout = '2s';
        SET statement_timeout = '20s'
        """;

    private const string Insert = """
        WITH appended AS (
            INSERT INTO sweeps.event (position, version, stream, type, time, actor, body)
            SELECT $1 + n - 1, $2, stream, type, time, actor, body
            FROM unnest($3, $4, $5, $6, $7) WITH ORDINALITY AS next (stream, type, time, actor, body, n)
        )
        INSERT INTO sweeps.measurement (sweep, trial, attempt, epoch, body) SELECT * FROM unnest($8, $9, $10, $11, $12)
        """;

    /// <summary>So many events are worth a thread's turn; and so many such turns at once keep little in memory.</summary>
    private const int ParsedTogether = 1024, MostParsing = 4;

    private const string Columns = "type, version, time, body, actor";

    private NpgsqlCommand? appending;

    public async IAsyncEnumerable<LedgerEvent> Read(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"SELECT {Columns}, position FROM sweeps.event WHERE position > $1 ORDER BY position");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        await using var reader = await Reachable(() => command.ExecuteReaderAsync(cancellation));
        // A long ledger is folded by three at once: the server sends, others parse what came before, the caller folds.
        var parsing = new Queue<Task<LedgerEvent[]>>();
        var rows = new List<StoredRow>();
        var expected = after;
        while (await Next(reader, cancellation))
        {
            if (reader.GetInt64(5) != ++expected) throw new InvalidDataException($"the ledger lacks the event at position {expected}");
            rows.Add(ReadRow(reader));
            if (rows.Count < ParsedTogether) continue;
            var together = rows;
            rows = [];
            parsing.Enqueue(Task.Run(() => together.Select(row => row.Parse()).ToArray(), cancellation));
            if (parsing.Count < MostParsing) continue;
            foreach (var next in await parsing.Dequeue()) yield return next;
        }
        while (parsing.TryDequeue(out var parsed))
            foreach (var next in await parsed) yield return next;
        foreach (var row in rows) yield return row.Parse();
    }

    public async Task Append(long position, IReadOnlyList<LedgerEvent> events, IReadOnlyList<MeasurementRow> measurements, CancellationToken cancellation)
    {
        try
        {
            appending ??= await Prepare(cancellation);
            Fill(appending.Parameters, position, events, measurements);
            await appending.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            await CloseWriter();
            throw error switch
            {
                PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "event_pkey" } =>
                    new LedgerException(LedgerTrouble.Fenced, "another coordinator writes this ledger", error),
                PostgresException { SqlState: PostgresErrorCodes.DiskFull } full =>
                    new LedgerException(LedgerTrouble.Full, $"the disk of the ledger's database is full ({full.MessageText}): nothing that was acknowledged is lost; free some space there", error),
                OperationCanceledException => new LedgerException(LedgerTrouble.Unavailable, "the append was given up: whether it happened is not known", error),
                _ => Unavailable((NpgsqlException)error),
            };
        }
    }

    public ValueTask DisposeAsync() => CloseWriter();

    /// <summary>A database that is away, or refuses, as the ledger's users know it.</summary>
    internal static LedgerException Unavailable(NpgsqlException error) =>
        new(LedgerTrouble.Unavailable, error is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown }
            ? "the database ended this coordinator's connection, as it does when it stops or when another coordinator takes over"
            : error is PostgresException { MessageText: var text }
            ? $"the ledger's database refuses: {text}"
            : $"the ledger's database is away: {error.InnerException?.Message ?? error.Message}", error);

    /// <summary>What the driver throws, as the ledger's users know it.</summary>
    internal static async Task<T> Reachable<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException error)
        {
            throw Unavailable(error);
        }
        catch (InvalidOperationException error)
        {
            throw new LedgerException(LedgerTrouble.Unavailable, $"the ledger's database is away: {error.Message}", error);
        }
    }

    /// <summary>A row that is here already, as nearly all are, costs no more than the driver's own call.</summary>
    private static Task<bool> Next(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var next = reader.ReadAsync(cancellation);
        return next.IsCompletedSuccessfully ? next : Reachable(() => next);
    }

    private async Task<NpgsqlCommand> Prepare(CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            await using (var settings = new NpgsqlCommand(Settings, connection)) await settings.ExecuteNonQueryAsync(cancellation);
            var command = new NpgsqlCommand(Insert, connection);
            NpgsqlDbType[] types = [NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text];
            NpgsqlDbType[] measured = [NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Text];
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer });
            foreach (var type in types.Concat(measured)) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
            await command.PrepareAsync(cancellation);
            return command;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static void Fill(NpgsqlParameterCollection parameters, long position, IReadOnlyList<LedgerEvent> events, IReadOnlyList<MeasurementRow> rows)
    {
        var (stream, type, time, actor, body) = (new string[events.Count], new string[events.Count], new string[events.Count], new string?[events.Count], new string[events.Count]);
        for (var n = 0; n < events.Count; n++)
        {
            var next = events[n];
            (type[n], body[n]) = LedgerEventJson.Write(next);
            (stream[n], time[n], actor[n]) = (LedgerEventJson.Stream(next), next.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), next.By);
        }
        object[] values =
        [
            position, LedgerEventJson.Version, stream, type, time, actor, body,
            rows.Select(row => row.Sweep).ToArray(), rows.Select(row => row.Trial).ToArray(), rows.Select(row => row.Attempt).ToArray(),
            rows.Select(row => row.Measurement.Epoch).ToArray(),
            rows.Select(row => JsonSerializer.Serialize(row.Measurement, ProtocolJson.Default.Measurement)).ToArray(),
        ];
        for (var n = 0; n < values.Length; n++) parameters[n].Value = values[n];
    }

    /// <summary>From a row that begins with type, version, time, body and actor.</summary>
    internal static LedgerEvent ReadEvent(NpgsqlDataReader reader) => ReadRow(reader).Parse();

    private static StoredRow ReadRow(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4));

    private async ValueTask CloseWriter()
    {
        if (appending is null) return;
        var connection = appending.Connection!;
        await appending.DisposeAsync();
        appending = null;
        await connection.DisposeAsync();
    }

    private readonly record struct StoredRow(string Type, int Version, string Time, string Body, string? Actor)
    {
        public LedgerEvent Parse() => LedgerEventJson.Read(Type, Version, DateTimeOffset.ParseExact(Time, "O", CultureInfo.InvariantCulture), Body, Actor);
    }
}
