using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Artefacts as objects named by their content, in a bucket that all coordinators share; the active one stores and deletes. Content comes in part by part, and
/// its object appears only once all of it was seen to be what its address says. See <see cref="S3Key"/> for when it was stored: by the clock of the coordinator that
/// stored it. A listing must show what was just written, as those of AWS, MinIO, Ceph and R2 do.
/// </summary>
internal sealed class S3Artefacts : IArtefactStore
{
    private const int BlockBytes = 1 << 16;

    /// <summary>The server's clock tells seconds, rounded to either side.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private readonly S3Bucket bucket;
    private readonly TimeProvider time;
    private readonly UsedRoom room;

    /// <summary>Nothing comes between a look at an address and a deed; a few addresses share one.</summary>
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <param name="credentials">See <see cref="S3Bucket"/>.</param>
    public S3Artefacts(S3Address place, AWSCredentials? credentials, ArtefactLimits limits, TimeProvider time)
    {
        (bucket, Limits, this.time) = (new S3Bucket(place, credentials), limits, time);
        room = new UsedRoom(limits, Count);
    }

    public ArtefactLimits Limits { get; }

    public async Task<bool> Contains(ArtefactAddress address, CancellationToken cancellation) => await bucket.Length(address.ToString(), cancellation) is not null;

    public Task<ArtefactRefusal?> Refuses(long bytes, CancellationToken cancellation) => room.Refuses(bytes, cancellation);

    public async Task<ArtefactRefusal?> Store(ArtefactAddress address, Stream content, CancellationToken cancellation)
    {
        if (await InTurn(address, () => Renew(address, cancellation), cancellation)) return null;
        await using var upload = await bucket.Begin(address.ToString(), cancellation);
        using var checkedContent = new CheckedContent(content, Limits.MostBytes);
        await Send(upload, checkedContent, cancellation);
        return checkedContent.Refusal(address) ?? await InTurn(address, () => Take(address, upload, checkedContent.Bytes, cancellation), cancellation);
    }

    public async Task<Stream?> Open(ArtefactAddress address, CancellationToken cancellation) =>
        await bucket.Length(address.ToString(), cancellation) is { } length ? new S3ArtefactStream(bucket, address, length) : null;

    public async IAsyncEnumerable<StoredArtefact> List([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Whoever begins to lead lists first: coordinators that led before may have stored much.
        await room.CountAgain();
        await foreach (var (artefact, _) in Look("", cancellation))
            if (artefact is { } stored) yield return stored;
    }

    public Task Delete(ArtefactAddress address, DateTimeOffset ifStoredBy, CancellationToken cancellation) => InTurn(
        address,
        async () =>
        {
            await foreach (var (artefact, stamps) in Look(address.ToString(), cancellation))
            {
                if (artefact is not { } stored || stored.StoredAt > ifStoredBy) continue;
                await bucket.Delete(address.ToString(), cancellation);
                foreach (var stamp in stamps) await bucket.Delete(stamp.ToString(), cancellation);
                await room.Free(stored.Bytes);
            }
            return true;
        },
        cancellation);

    /// <summary>Uploads that never became an object, and stamps whose content was deleted before them.</summary>
    public async Task DeleteHalfStored(DateTimeOffset begunBy, CancellationToken cancellation)
    {
        await foreach (var (upload, begun) in bucket.Uploads(cancellation))
            if (S3Key.Parse(upload.Key) is not null && begun <= begunBy + Rounding) await upload.Abort(cancellation);
        await foreach (var (artefact, stamps) in Look("", cancellation))
            foreach (var stamp in stamps)
                if (artefact is null && stamp.StoredAt <= begunBy) await bucket.Delete(stamp.ToString(), cancellation);
    }

    public Task<DateTimeOffset> Now(CancellationToken cancellation) => Task.FromResult(time.GetUtcNow());

    public ValueTask DisposeAsync()
    {
        bucket.Dispose();
        room.Dispose();
        foreach (var turn in turns) turn.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What is there already was stored now.</summary>
    private async Task<bool> Renew(ArtefactAddress address, CancellationToken cancellation)
    {
        if (!await Contains(address, cancellation)) return false;
        await Stamp(address, cancellation);
        return true;
    }

    /// <summary>A part is in memory until it is sent, since its SHA-256 goes first; grown as content comes, so that small artefacts and slow senders take little.</summary>
    private static async Task Send(S3Upload upload, CheckedContent content, CancellationToken cancellation)
    {
        var block = new byte[BlockBytes];
        int read;
        do
        {
            using var part = new MemoryStream();
            while ((read = await content.Read(block, cancellation)) > 0)
            {
                part.Write(block, 0, read);
                if (part.Length == S3Upload.PartBytes) break;
            }
            part.Position = 0;
            // Of nothing at all, one part that is empty.
            if (part.Length > 0 || content.Bytes == 0) await upload.Send(part, cancellation);
        }
        while (read > 0);
    }

    /// <summary>Makes an upload an artefact, if there is room for it.</summary>
    private async Task<ArtefactRefusal?> Take(ArtefactAddress address, S3Upload upload, long bytes, CancellationToken cancellation)
    {
        // Another upload of the same content was first: its object is as good.
        if (await Renew(address, cancellation)) return null;
        if (await room.Fill(bytes, () => upload.Complete(cancellation), cancellation) is { } refusal) return refusal;
        await Stamp(address, cancellation);
        return null;
    }

    /// <summary>The newest stamp counts, so that of two coordinators who stamp at once neither undoes the other's.</summary>
    private async Task Stamp(ArtefactAddress address, CancellationToken cancellation)
    {
        var stamp = new S3Key(address, time.GetUtcNow());
        var older = new List<string>();
        await foreach (var entry in bucket.List(address + ".", cancellation)) older.Add(entry.Key);
        await bucket.PutEmpty(stamp.ToString(), cancellation);
        foreach (var key in older)
            if (key != stamp.ToString()) await bucket.Delete(key, cancellation);
    }

    private async Task<long> Count(CancellationToken cancellation)
    {
        long sum = 0;
        await foreach (var entry in bucket.List("", cancellation))
            if (S3Key.Parse(entry.Key) is { StoredAt: null }) sum += entry.Bytes;
        return sum;
    }

    /// <summary>Each address whose keys begin so: its artefact, if the content is there, and its stamps. They lie together: '.' is before every digit.</summary>
    private async IAsyncEnumerable<(StoredArtefact? Artefact, IReadOnlyList<S3Key> Stamps)> Look(string beginning, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArtefactAddress? current = null;
        StoredArtefact? content = null;
        var stamps = new List<S3Key>();
        await foreach (var entry in bucket.List(beginning, cancellation))
        {
            if (S3Key.Parse(entry.Key) is not { } key) continue;
            if (current is not null && key.Address != current) yield return Told();
            if (key.Address != current) (current, content, stamps) = (key.Address, null, []);
            if (key.StoredAt is null) content = new StoredArtefact(key.Address, entry.Bytes, entry.ModifiedAt);
            else stamps.Add(key);
        }
        if (current is not null) yield return Told();

        // Without a stamp its coordinator was killed before it wrote one, and the server's time is the best there is.
        (StoredArtefact?, IReadOnlyList<S3Key>) Told() => (stamps.Count > 0 && content is { } stored ? stored with { StoredAt = stamps.Max(stamp => stamp.StoredAt!.Value) } : content, stamps);
    }

    private async Task<T> InTurn<T>(ArtefactAddress address, Func<Task<T>> deed, CancellationToken cancellation)
    {
        var turn = turns[Convert.ToInt32(address.ToString()[..2], 16) % turns.Length];
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
