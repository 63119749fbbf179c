using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Microsoft.Data.Sqlite;
using Shared.Protocol;

namespace Coordinator.Ledger;

/// <summary>Reads the ledger of one machine through a connection of its own, one query at a time, also while the writer writes.</summary>
internal sealed class SqliteLedgerReader : ILedgerReader
{
    private readonly SqliteQueries queries;
    private readonly string columns;

    private SqliteLedgerReader(SqliteConnection connection, bool hasActor)
    {
        queries = new SqliteQueries(connection, error => new LedgerException(LedgerTrouble.Unavailable, $"the ledger {connection.DataSource} cannot be read: {error.Message}", error));
        columns = $"type, version, time, body, {(hasActor ? "actor" : "NULL")}, position";
    }

    /// <summary>Opens an existing ledger.</summary>
    /// <exception cref="StateDirectoryException">There is none, it is of another version, or no ledger.</exception>
    public static SqliteLedgerReader Open(string path)
    {
        var (connection, hasActor) = SqliteLedger.ConnectForReading(path);
        return new SqliteLedgerReader(connection, hasActor);
    }

    public Task<IReadOnlyList<PositionedEvent>> ReadAt(IReadOnlyCollection<long> positions, CancellationToken cancellation)
    {
        if (positions.Count == 0) return Task.FromResult<IReadOnlyList<PositionedEvent>>([]);
        return queries.Run<IReadOnlyList<PositionedEvent>>(command =>
        {
            command.CommandText = $"SELECT {columns} FROM event WHERE position IN (SELECT value FROM json_each($positions)) ORDER BY position";
            command.Parameters.AddWithValue("$positions", $"[{string.Join(',', positions)}]");
            var found = ReadEvents(command);
            return found.Count == positions.Distinct().Count()
                ? found
                : throw new InvalidDataException($"the ledger lacks the event at position {positions.Except(found.Select(past => past.Position)).First()}");
        }, cancellation);
    }

    public Task<IReadOnlyList<PositionedEvent>> ReadAfter(long after, string? stream, int most, CancellationToken cancellation) =>
        queries.Run<IReadOnlyList<PositionedEvent>>(command =>
        {
            command.CommandText = $"SELECT {columns} FROM event WHERE position > $after {(stream is null ? "" : "AND stream = $stream")} ORDER BY position LIMIT $most";
            command.Parameters.AddWithValue("$after", after);
            command.Parameters.AddWithValue("$most", most);
            if (stream is not null) command.Parameters.AddWithValue("$stream", stream);
            return ReadEvents(command);
        }, cancellation);

    public Task<IReadOnlyList<PositionedEvent>> ReadAfter(long after, string stream, IReadOnlyCollection<string> types, int most, CancellationToken cancellation) =>
        queries.Run<IReadOnlyList<PositionedEvent>>(command =>
        {
            var names = types.Select((type, i) => command.Parameters.AddWithValue($"$type{i}", type).ParameterName);
            command.CommandText = $"SELECT {columns} FROM event WHERE position > $after AND stream = $stream AND type IN ({string.Join(", ", names)}) ORDER BY position LIMIT $most";
            command.Parameters.AddWithValue("$after", after);
            command.Parameters.AddWithValue("$stream", stream);
            command.Parameters.AddWithValue("$most", most);
            return ReadEvents(command);
        }, cancellation);

    public Task<IReadOnlyList<MeasurementRow>> ReadMeasurements(long sweep, int trial, (int Attempt, int Epoch) after, int most, CancellationToken cancellation) =>
        queries.Run<IReadOnlyList<MeasurementRow>>(command =>
        {
            command.CommandText = "SELECT attempt, body FROM measurement WHERE sweep = $sweep AND trial = $trial AND (attempt, epoch) > ($attempt, $epoch) ORDER BY attempt, epoch LIMIT $most";
            command.Parameters.AddWithValue("$sweep", sweep);
            command.Parameters.AddWithValue("$trial", trial);
            command.Parameters.AddWithValue("$attempt", after.Attempt);
            command.Parameters.AddWithValue("$epoch", after.Epoch);
            command.Parameters.AddWithValue("$most", most);
            var rows = new List<MeasurementRow>();
            using var reader = command.ExecuteReader();
            while (reader.Read()) rows.Add(new MeasurementRow(sweep, trial, reader.GetInt32(0), JsonSerializer.Deserialize(reader.GetString(1), ProtocolJson.Default.Measurement)!));
            return rows;
        }, cancellation);

    public ValueTask DisposeAsync() => queries.DisposeAsync();

    private static List<PositionedEvent> ReadEvents(SqliteCommand command)
    {
        var events = new List<PositionedEvent>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) events.Add(new PositionedEvent(reader.GetInt64(5), SqliteLedger.ReadEvent(reader)));
        return events;
    }
}
