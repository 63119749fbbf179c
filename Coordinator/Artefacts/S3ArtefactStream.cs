using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>Reads an artefact range by range.</summary>
internal sealed class S3ArtefactStream(S3Bucket bucket, ArtefactAddress address, long length) : ChunkedStream(length, ChunkBytes)
{
    private const int ChunkBytes = 1 << 20;

    protected override async Task Fetch(long wanted, Memory<byte> into, CancellationToken cancellation)
    {
        if (!await bucket.Read(address.ToString(), wanted * ChunkBytes, into, cancellation))
            throw new ArtefactStoreException($"artefact {address} was deleted while it was read", null);
    }
}
