using System.Text.Json;
using Coordinator.Deciding.Sweeps;
using Npgsql;
using Shared.Protocol;

namespace Coordinator.Ledger;

/// <summary>Reads the ledger of many machines through a pool beside the writer's connection.</summary>
/// <param name="source">Not disposed with this reader.</param>
internal sealed class PostgresLedgerReader(NpgsqlDataSource source) : ILedgerReader
{
    private const string Columns = "type, version, time, body, actor, position";

    public async Task<IReadOnlyList<PositionedEvent>> ReadAt(IReadOnlyCollection<long> positions, CancellationToken cancellation)
    {
        if (positions.Count == 0) return [];
        var found = await ReadEvents($"SELECT {Columns} FROM sweeps.event WHERE position = ANY ($1) ORDER BY position", cancellation, new NpgsqlParameter<long[]> { TypedValue = [.. positions] });
        return found.Count == positions.Distinct().Count()
            ? found
            : throw new InvalidDataException($"the ledger lacks the event at position {positions.Except(found.Select(past => past.Position)).First()}");
    }

    public async Task<IReadOnlyList<PositionedEvent>> ReadAfter(long after, string? stream, int most, CancellationToken cancellation)
    {
        var (position, limit) = (new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = most });
        return stream is null
            ? await ReadEvents($"SELECT {Columns} FROM sweeps.event WHERE position > $1 ORDER BY position LIMIT $2", cancellation, position, limit)
            : await ReadEvents(
                $"SELECT {Columns} FROM sweeps.event WHERE position > $1 AND stream = $3 ORDER BY position LIMIT $2", cancellation,
                position, limit, new NpgsqlParameter<string> { TypedValue = stream });
    }

    public async Task<IReadOnlyList<PositionedEvent>> ReadAfter(long after, string stream, IReadOnlyCollection<string> types, int most, CancellationToken cancellation) => await ReadEvents(
        $"SELECT {Columns} FROM sweeps.event WHERE position > $1 AND stream = $3 AND type = ANY ($4) ORDER BY position LIMIT $2", cancellation,
        new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = most },
        new NpgsqlParameter<string> { TypedValue = stream }, new NpgsqlParameter<string[]> { TypedValue = [.. types] });

    public Task<IReadOnlyList<MeasurementRow>> ReadMeasurements(long sweep, int trial, (int Attempt, int Epoch) after, int most, CancellationToken cancellation) =>
        PostgresLedger.Reachable(async () =>
        {
            await using var command = source.CreateCommand(
                "SELECT attempt, body FROM sweeps.measurement WHERE sweep = $1 AND trial = $2 AND (attempt, epoch) > ($3, $4) ORDER BY attempt, epoch LIMIT $5");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sweep });
            foreach (var number in new[] { trial, after.Attempt, after.Epoch, most }) command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<MeasurementRow>();
            while (await reader.ReadAsync(cancellation))
                rows.Add(new MeasurementRow(sweep, trial, reader.GetInt32(0), JsonSerializer.Deserialize(reader.GetString(1), ProtocolJson.Default.Measurement)!));
            return (IReadOnlyList<MeasurementRow>)rows;
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<List<PositionedEvent>> ReadEvents(string sql, CancellationToken cancellation, params IReadOnlyList<NpgsqlParameter> parameters) => PostgresLedger.Reachable(async () =>
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<PositionedEvent>();
        while (await reader.ReadAsync(cancellation)) events.Add(new PositionedEvent(reader.GetInt64(5), PostgresLedger.ReadEvent(reader)));
        return events;
    });
}
