using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Where artefacts are, by the SHA-256 of their content. One is there whole or not at all, and on the disk before
/// <see cref="Store"/> says so. Times are the store's own: compare them only with <see cref="Now"/>.
/// </summary>
/// <exception cref="ArtefactStoreException">Of every method: the store is away or full, and nothing is known to have happened.</exception>
internal interface IArtefactStore : IAsyncDisposable
{
    ArtefactLimits Limits { get; }

    Task<bool> Contains(ArtefactAddress address, CancellationToken cancellation);

    /// <summary>Whether that many bytes more would be taken: asked before they are sent.</summary>
    /// <returns>null, or why not.</returns>
    Task<ArtefactRefusal?> Refuses(long bytes, CancellationToken cancellation);

    /// <summary>Stores what the stream has. Storing it again is harmless and makes it new again to <see cref="List"/>; the stream is not read then.</summary>
    /// <returns>null, or why nothing was stored.</returns>
    Task<ArtefactRefusal?> Store(ArtefactAddress address, Stream content, CancellationToken cancellation);

    /// <summary>The content, with length and any position; null where there is no such artefact.</summary>
    Task<Stream?> Open(ArtefactAddress address, CancellationToken cancellation);

    /// <summary>Every artefact there is.</summary>
    IAsyncEnumerable<StoredArtefact> List(CancellationToken cancellation);

    /// <summary>Deletes an artefact unless it was stored, or stored again, after that time.</summary>
    Task Delete(ArtefactAddress address, DateTimeOffset ifStoredBy, CancellationToken cancellation);

    /// <summary>Removes what was begun by that time and never became whole.</summary>
    Task DeleteHalfStored(DateTimeOffset begunBy, CancellationToken cancellation);

    Task<DateTimeOffset> Now(CancellationToken cancellation);
}

/// <param name="StoredAt">When it was stored last.</param>
internal readonly record struct StoredArtefact(ArtefactAddress Address, long Bytes, DateTimeOffset StoredAt);

/// <summary>A store that is away, full or damaged.</summary>
internal sealed class ArtefactStoreException(string message, Exception? inner) : IOException(message, inner)
{
    /// <summary>False: it is not away but was named wrongly, or refuses; waiting does not help.</summary>
    public bool MayPass { get; init; } = true;
}
