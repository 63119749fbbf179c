using System.Security.Cryptography;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>Stores something that nobody else has, reads it and deletes it: whoever may do that may keep artefacts there.</summary>
internal static class StoreProbe
{
    /// <returns>null, or why it was not taken: the store is full, say.</returns>
    /// <exception cref="ArtefactStoreException">It could not be stored, came back otherwise, or stayed.</exception>
    public static async Task<ArtefactRefusal?> Try(IArtefactStore store, CancellationToken cancellation)
    {
        // Nothing was begun before all time. But who is refused is told why, which a store's first look at an address would not do: S3 answers that without a body.
        await store.DeleteHalfStored(DateTimeOffset.UnixEpoch, cancellation);
        var bytes = RandomNumberGenerator.GetBytes(32);
        var address = ArtefactAddress.Parse(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        using var content = new MemoryStream(bytes);
        if (await store.Store(address, content, cancellation) is { } refusal) return refusal;
        var read = new byte[bytes.Length];
        await using (var stream = await store.Open(address, cancellation) ?? throw Lost("is not there"))
        {
            if (stream.Length != bytes.Length) throw Lost($"has {stream.Length} bytes instead of {bytes.Length}");
            await stream.ReadExactlyAsync(read, cancellation);
        }
        if (!bytes.AsSpan().SequenceEqual(read)) throw Lost("came back otherwise");
        await foreach (var stored in store.List(cancellation))
            if (stored.Address == address) return await Delete();
        throw Lost("is in no list, so that nothing would ever be swept");

        async Task<ArtefactRefusal?> Delete()
        {
            await store.Delete(address, await store.Now(cancellation), cancellation);
            return await store.Contains(address, cancellation) ? throw Lost("was deleted and is there still") : null;
        }

        ArtefactStoreException Lost(string how) => new($"what was just stored as artefact {address} {how}", null) { MayPass = false };
    }
}
