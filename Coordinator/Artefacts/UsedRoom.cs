namespace Coordinator.Artefacts;

/// <summary>
/// How many bytes a store holds, for its quota: counted when that first asks, and kept up from then on. Where two things happen at once it is too
/// much until the next count, never too little.
/// </summary>
/// <param name="count">The bytes of all artefacts there are.</param>
internal sealed class UsedRoom(ArtefactLimits limits, Func<CancellationToken, Task<long>> count) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Bytes of what is stored; null: nobody has had to know.</summary>
    private long? stored;

    /// <summary>Bytes of what has its room, and is not stored yet.</summary>
    private long coming;

    public Task<ArtefactRefusal?> Refuses(long bytes, CancellationToken cancellation) => InTurn(() => Asked(bytes, cancellation), cancellation);

    /// <summary>Stores, if there is room for so many bytes; it is theirs meanwhile.</summary>
    /// <returns>null, or why it was not stored.</returns>
    public async Task<ArtefactRefusal?> Fill(long bytes, Func<Task> store, CancellationToken cancellation)
    {
        var refusal = await InTurn(
            async () =>
            {
                var asked = await Asked(bytes, cancellation);
                if (asked is null) coming += bytes;
                return asked;
            },
            cancellation);
        if (refusal is not null) return refusal;
        long? now = null;
        try
        {
            await store();
            now = bytes;
        }
        finally
        {
            // What failed was perhaps stored all the same.
            await Change(() => (coming, stored) = (coming - bytes, stored + now));
        }
        return null;
    }

    /// <summary>So many bytes were deleted.</summary>
    public Task Free(long bytes) => Change(() => stored -= bytes);

    /// <summary>Others may have stored or deleted: the next who asks learns of it.</summary>
    public Task CountAgain() => Change(() => stored = null);

    public void Dispose() => turn.Dispose();

    private async Task<ArtefactRefusal?> Asked(long bytes, CancellationToken cancellation) =>
        limits.Refuses(limits.Quota is null ? 0 : (stored ??= await count(cancellation)) + coming, bytes);

    private Task Change(Action change) => InTurn(
        () =>
        {
            change();
            return Task.FromResult(true);
        },
        CancellationToken.None);

    private async Task<T> InTurn<T>(Func<Task<T>> deed, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await deed();
        }
        finally
        {
            turn.Release();
        }
    }
}
