namespace Coordinator.Artefacts;

/// <summary>An object on its way into a bucket, part by part (a multipart upload): nobody sees it before it is completed, and what was not completed is given up.</summary>
internal sealed class S3Upload(S3Bucket bucket, string key, string id) : IAsyncDisposable
{
    /// <summary>The least that S3 takes of any part but the last; R2 wants all of one size.</summary>
    public const int PartBytes = 5 << 20;

    public const int MostParts = 10_000;

    public const long MostBytes = (long)PartBytes * MostParts;

    private readonly List<string> tags = [];
    private bool isOver;

    public string Key => key;

    public string Id => id;

    public async Task Send(Stream part, CancellationToken cancellation) => tags.Add(await bucket.Send(this, tags.Count + 1, part, cancellation));

    public async Task Complete(CancellationToken cancellation)
    {
        await bucket.Complete(this, tags, cancellation);
        isOver = true;
    }

    public async Task Abort(CancellationToken cancellation)
    {
        isOver = true;
        await bucket.Abort(this, cancellation);
    }

    /// <summary>The sender may be gone, and the bucket too: then the sweeping finds it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isOver) return;
        try
        {
            await Abort(CancellationToken.None);
        }
        catch (ArtefactStoreException)
        {
            // See S3Artefacts.DeleteHalfStored.
        }
    }
}
