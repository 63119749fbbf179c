namespace Coordinator.Artefacts;

/// <summary>Reads an artefact chunk by chunk from wherever it is asked to; between two chunks it holds nothing of its store.</summary>
internal abstract class ChunkedStream(long length, int chunkBytes) : Stream
{
    private readonly byte[] chunk = new byte[(int)Math.Min(chunkBytes, length)];
    private long number = -1;
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
        var wanted = position / chunkBytes;
        var filled = (int)Math.Min(chunkBytes, length - (wanted * chunkBytes));
        if (wanted != number)
        {
            number = -1;
            await Fetch(wanted, chunk.AsMemory(0, filled), cancellationToken);
            number = wanted;
        }
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

    /// <summary>Fills the whole of the memory with that chunk.</summary>
    /// <param name="wanted">From 0 on.</param>
    /// <exception cref="ArtefactStoreException">It is not there, or damaged.</exception>
    protected abstract Task Fetch(long wanted, Memory<byte> into, CancellationToken cancellation);
}
