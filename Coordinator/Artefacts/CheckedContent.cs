using System.Security.Cryptography;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>Content on its way into a store: counted and hashed while it is read.</summary>
internal sealed class CheckedContent(Stream content, long mostBytes) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Fills the block as far as there is content; 0: there is no more, or more than is taken.</summary>
    public async Task<int> Read(Memory<byte> block, CancellationToken cancellation)
    {
        if (Bytes > mostBytes) return 0;
        var read = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellation);
        hash.AppendData(block.Span[..read]);
        Bytes += read;
        return Bytes > mostBytes ? 0 : read;
    }

    /// <summary>After the last block: null where it was what the address says.</summary>
    public ArtefactRefusal? Refusal(ArtefactAddress address) =>
        Bytes > mostBytes ? new ArtefactRefusal.TooLarge(mostBytes)
        : ArtefactAddress.Parse(Convert.ToHexStringLower(hash.GetHashAndReset())) != address ? ArtefactRefusal.OtherContent.Instance
        : null;

    public void Dispose() => hash.Dispose();
}
