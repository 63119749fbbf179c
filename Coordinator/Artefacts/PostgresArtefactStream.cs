using Npgsql;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>Reads an artefact row by row.</summary>
internal sealed class PostgresArtefactStream(NpgsqlDataSource database, ArtefactAddress address, long upload, long length, int chunkBytes) : ChunkedStream(length, chunkBytes)
{
    protected override Task Fetch(long wanted, Memory<byte> into, CancellationToken cancellation) => PostgresArtefacts.Guarded(async () =>
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT bytes FROM sweeps.artefact_chunk WHERE upload = $1 AND number = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upload });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)wanted });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation) || reader.GetFieldValue<byte[]>(0) is not { } bytes || bytes.Length != into.Length)
            throw new ArtefactStoreException($"artefact {address} was deleted while it was read, or its chunk {wanted} is damaged", null);
        bytes.CopyTo(into);
        return true;
    });
}
