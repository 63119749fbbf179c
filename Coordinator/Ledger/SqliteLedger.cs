using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Microsoft.Data.Sqlite;
using Shared.Protocol;

namespace Coordinator.Ledger;

/// <summary>
/// The ledger of one machine: an SQLite file in WAL mode, where every append is on the disk before it is answered.
/// One process writes (the state directory's lock sees to that); any number read while it does.
/// </summary>
internal sealed class SqliteLedger : ILedger
{
    private const int Full = 13, Constraint = 19, NoDatabase = 26;

    private readonly SqliteConnection connection;
    private readonly string columns;

    private SqliteLedger(SqliteConnection connection, bool hasActor)
    {
        this.connection = connection;
        columns = $"type, version, time, body, {(hasActor ? "actor" : "NULL")}";
    }

    /// <summary>Opens the ledger for writing, and makes it where there is none.</summary>
    /// <exception cref="StateDirectoryException">The file is of another version, or no ledger.</exception>
    public static SqliteLedger Open(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            SqliteSchema.CreateOrMigrate(connection, path);
            return new SqliteLedger(connection, hasActor: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing ledger for reading, also while another process writes it.</summary>
    /// <exception cref="StateDirectoryException">There is none, it is of another version, or no ledger.</exception>
    public static SqliteLedger OpenForReading(string path)
    {
        var (connection, hasActor) = ConnectForReading(path);
        return new SqliteLedger(connection, hasActor);
    }

    internal static (SqliteConnection Connection, bool HasActor) ConnectForReading(string path)
    {
        if (!File.Exists(path)) throw new StateDirectoryException($"there is no sweep here: {path} does not exist");
        var connection = Connect(path, SqliteOpenMode.ReadOnly);
        try
        {
            return (connection, SqliteSchema.HasActor(connection, path));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<LedgerEvent> Read(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The writer's connection is the writer's.
        await using var own = Connect(connection.DataSource, SqliteOpenMode.ReadOnly);
        await using var command = own.CreateCommand();
        command.CommandText = $"SELECT {columns}, position FROM event WHERE position > $after ORDER BY position";
        command.Parameters.AddWithValue("$after", after);
        await using var reader = Undamaged(command.ExecuteReader);
        var expected = after;
        while (Undamaged(reader.Read))
        {
            if (reader.GetInt64(5) != ++expected) throw new InvalidDataException($"the ledger lacks the event at position {expected}");
            yield return ReadEvent(reader);
        }
    }

    public Task Append(long position, IReadOnlyList<LedgerEvent> events, IReadOnlyList<MeasurementRow> measurements, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromException(new LedgerException(LedgerTrouble.Unavailable, "the append was cancelled before it began", null));
        try
        {
            using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            AppendEvents(transaction, position, events);
            AppendMeasurements(transaction, measurements);
            transaction.Commit();
            return Task.CompletedTask;
        }
        catch (SqliteException error)
        {
            return Task.FromException(error.SqliteErrorCode switch
            {
                Full => new LedgerException(LedgerTrouble.Full, $"the disk with {connection.DataSource} is full: nothing that was acknowledged is lost; free some space and run the same command again", error),
                Constraint => new LedgerException(LedgerTrouble.Fenced, "another coordinator writes this ledger", error),
                _ => new LedgerException(LedgerTrouble.Unavailable, $"the ledger {connection.DataSource} cannot be written: {error.Message}", error),
            });
        }
    }

    /// <summary>The event at a position, where nothing else uses this ledger.</summary>
    public LedgerEvent ReadAt(long position) => ReadAt(connection, position);

    private LedgerEvent ReadAt(SqliteConnection source, long position)
    {
        using var command = source.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM event WHERE position = $position";
        command.Parameters.AddWithValue("$position", position);
        using var reader = Undamaged(command.ExecuteReader);
        return Undamaged(reader.Read) ? ReadEvent(reader) : throw new InvalidDataException($"the ledger lacks the event at position {position}");
    }

    /// <summary>From a row that begins with type, version, time, body and actor.</summary>
    internal static LedgerEvent ReadEvent(SqliteDataReader reader)
    {
        var time = DateTimeOffset.Parse(reader.GetString(2), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return LedgerEventJson.Read(reader.GetString(0), reader.GetInt32(1), time, reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4));
    }

    private T Undamaged<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException error)
        {
            throw new InvalidDataException($"the ledger {connection.DataSource} is damaged: {error.Message}; restore the state directory from a copy, or give another one with --state", error);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    internal static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        // Without pooling, closing closes: the state directory can be deleted or handed on.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            Execute(connection, mode == SqliteOpenMode.ReadOnly ? "PRAGMA query_only = ON" : "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000");
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new StateDirectoryException(error.SqliteErrorCode == NoDatabase ? SqliteSchema.NoLedger(path) : $"{path} cannot be opened: {error.Message}");
        }
    }

    private static void AppendEvents(SqliteTransaction transaction, long position, IReadOnlyList<LedgerEvent> events)
    {
        using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO event (position, stream, type, version, time, body, actor) VALUES ($position, $stream, $type, $version, $time, $body, $actor)";
        var (at, stream, type, version, time, body, actor) = (
            command.Parameters.Add("$position", SqliteType.Integer), command.Parameters.Add("$stream", SqliteType.Text),
            command.Parameters.Add("$type", SqliteType.Text), command.Parameters.Add("$version", SqliteType.Integer),
            command.Parameters.Add("$time", SqliteType.Text), command.Parameters.Add("$body", SqliteType.Text), command.Parameters.Add("$actor", SqliteType.Text));
        foreach (var next in events)
        {
            (type.Value, body.Value) = LedgerEventJson.Write(next);
            (at.Value, stream.Value, version.Value) = (position++, LedgerEventJson.Stream(next), LedgerEventJson.Version);
            (time.Value, actor.Value) = (next.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), next.By ?? (object)DBNull.Value);
            command.ExecuteNonQuery();
        }
    }

    private static void AppendMeasurements(SqliteTransaction transaction, IReadOnlyList<MeasurementRow> rows)
    {
        if (rows.Count == 0) return;
        using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO measurement (sweep, trial, attempt, epoch, body) VALUES ($sweep, $trial, $attempt, $epoch, $body)";
        var (sweep, trial, attempt, epoch, body) = (
            command.Parameters.Add("$sweep", SqliteType.Integer), command.Parameters.Add("$trial", SqliteType.Integer),
            command.Parameters.Add("$attempt", SqliteType.Integer), command.Parameters.Add("$epoch", SqliteType.Integer),
            command.Parameters.Add("$body", SqliteType.Text));
        foreach (var row in rows)
        {
            (sweep.Value, trial.Value, attempt.Value, epoch.Value) = (row.Sweep, row.Trial, row.Attempt, row.Measurement.Epoch);
            body.Value = JsonSerializer.Serialize(row.Measurement, ProtocolJson.Default.Measurement);
            command.ExecuteNonQuery();
        }
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
