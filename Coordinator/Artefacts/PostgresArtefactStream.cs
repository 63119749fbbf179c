using Npgsql;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>Reads an artefact chunk by chunk from wherever it is asked to; between two chunks it holds no connection.</summary>
internal sealed class PostgresArtefactStream(NpgsqlDataSource database, ArtefactAddress address, long upload, long length, int chunkBytes) : Stream
{
    private readonly byte[] chunk = new byte[(int)Math.Min(chunkBytes, length)];
    private int number = -1;
    private int filled;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a position is 0 or more");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (position >= length || buffer.IsEmpty) return 0;
        var wanted = (int)(position / chunkBytes);
        if (wanted != number) await Fetch(wanted, cancellationToken);
        var offset = (int)(position % chunkBytes);
        var read = Math.Min(buffer.Length, filled - offset);
        chunk.AsMemory(offset, read).CopyTo(buffer);
        position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read it asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        SeekOrigin.End => length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "unknown origin"),
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException("an artefact does not change");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("an artefact does not change");

    private Task Fetch(int wanted, CancellationToken cancellation) => PostgresArtefacts.Guarded(async () =>
    {
        number = -1;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT bytes FROM sweeps.artefact_chunk WHERE upload = $1 AND number = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upload });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = wanted });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var expected = (int)Math.Min(chunkBytes, length - ((long)wanted * chunkBytes));
        if (!await reader.ReadAsync(cancellation) || reader.GetBytes(0, 0, null, 0, 0) != expected)
            throw new ArtefactStoreException($"artefact {address} was deleted while it was read, or its chunk {wanted} is damaged", null);
        filled = (int)reader.GetBytes(0, 0, chunk, 0, expected);
        number = wanted;
        return true;
    });
}
