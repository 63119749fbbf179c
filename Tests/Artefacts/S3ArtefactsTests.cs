using Amazon.S3;
using Amazon.S3.Model;
using Coordinator.Artefacts;
using Tests.Peers;

namespace Tests.Artefacts;

public sealed class S3ArtefactsTests(SwiftServer swift) : ArtefactStoreContract, IAsyncLifetime
{
    private S3Address place = null!;
    private AmazonS3Client client = null!;

    public async ValueTask InitializeAsync()
    {
        place = S3Address.Parse(await swift.NewBucket(), _ => null);
        client = new AmazonS3Client(swift.Credentials, new AmazonS3Config { ServiceURL = place.Endpoint!.ToString(), ForcePathStyle = true, AuthenticationRegion = place.Region });
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override Task<IArtefactStore> Open(ArtefactLimits limits) => Task.FromResult<IArtefactStore>(new S3Artefacts(place, swift.Credentials, limits, TimeProvider.System));

    /// <summary>Unfinished uploads, stamps without content and content without a stamp.</summary>
    private protected override async Task<long> HalfStored()
    {
        var uploads = (await client.ListMultipartUploadsAsync(place.Bucket)).MultipartUploads ?? [];
        var odd = (await Keys()).GroupBy(key => key[..(place.Prefix.Length + 64)]).Count(keys => keys.Count() < 2 || !keys.Contains(keys.Key));
        return uploads.Count + odd;
    }

    [Fact]
    public async Task What_is_large_goes_out_in_parts_while_the_rest_is_still_to_come()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var content = new Content([.. Enumerable.Range(0, (11 << 20) + 1).Select(index => (byte)(index % 251))]);
        var rest = new TaskCompletionSource();
        var held = new HeldStream(content.Bytes, 6 << 20, rest.Task);
        var storing = store.Store(content.Address, held, default);
        await held.IsHeld;
        var upload = Assert.Single((await client.ListMultipartUploadsAsync(place.Bucket)).MultipartUploads);
        Assert.Equal(5 << 20, Assert.Single((await client.ListPartsAsync(place.Bucket, upload.Key, upload.UploadId)).Parts).Size);

        rest.SetResult();
        Assert.Null(await storing);

        await using var stream = (await store.Open(content.Address, default))!;
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        Assert.Equal(content.Bytes, read.ToArray());
        Assert.Equal(0, await HalfStored());
    }

    [Fact]
    public async Task An_artefact_deleted_while_it_is_read_is_an_error_and_no_short_file()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var content = await Stored(store, 700_001);
        await using var stream = (await store.Open(content.Address, default))!;
        await store.Delete(content.Address, await store.Now(default), default);

        var error = await Assert.ThrowsAsync<ArtefactStoreException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Equal($"artefact {content.Address} was deleted while it was read", error.Message);
    }

    [Fact]
    public async Task A_bucket_that_was_filled_before_or_by_others_counts_towards_the_quota()
    {
        await using var other = await Open(ArtefactLimits.Default);
        var first = await Stored(other, 600);
        await using var store = await Open(ArtefactLimits.Default with { Quota = 1000 });
        Assert.Equal(new ArtefactRefusal.OverQuota(401, 600, 1000), await store.Refuses(401, default));

        await other.Delete(first.Address, await other.Now(default), default);
        await Stored(other, 700);
        // As whoever begins to lead does.
        await foreach (var _ in store.List(default)) { }

        Assert.Equal(new ArtefactRefusal.OverQuota(401, 700, 1000), await store.Refuses(401, default));
    }

    [Fact]
    public async Task What_a_coordinator_stored_that_was_killed_before_it_wrote_down_when_is_there_and_can_be_swept()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var begun = await store.Now(default);
        var content = await Stored(store, 10);
        await client.DeleteObjectAsync(place.Bucket, Assert.Single(await Keys(), key => key.Contains('.')));

        await foreach (var stored in store.List(default))
        {
            Assert.Equal((content.Address, 10L), (stored.Address, stored.Bytes));
            // By the server's clock, which has seconds.
            Assert.InRange(stored.StoredAt, begun - TimeSpan.FromSeconds(1), await store.Now(default) + TimeSpan.FromSeconds(1));
        }
        await store.Delete(content.Address, begun - TimeSpan.FromMinutes(1), default);
        Assert.True(await store.Contains(content.Address, default));
        await store.Delete(content.Address, begun + TimeSpan.FromHours(1), default);
        Assert.Empty(await Keys());
    }

    [Fact]
    public async Task Of_two_coordinators_who_stored_the_same_at_once_the_later_time_counts()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var content = await Stored(store, 10);
        var seen = await store.Now(default);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = place.Bucket, Key = $"{place.Prefix}{new S3Key(content.Address, seen - TimeSpan.FromHours(1))}", ContentBody = "", UseChunkEncoding = false });

        await store.Delete(content.Address, seen - TimeSpan.FromMinutes(30), default);
        Assert.True(await store.Contains(content.Address, default));
        await store.Delete(content.Address, seen, default);
        Assert.Empty(await Keys());
    }

    [Fact]
    public async Task What_a_coordinator_was_killed_over_while_it_deleted_is_swept()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var content = await Stored(store, 10);
        await client.DeleteObjectAsync(place.Bucket, place.Prefix + content.Address);
        Assert.False(await store.Contains(content.Address, default));
        await foreach (var stored in store.List(default)) Assert.Fail($"{stored} is not there");

        await store.DeleteHalfStored(await store.Now(default), default);

        Assert.Empty(await Keys());
    }

    [Fact]
    public async Task What_is_not_its_own_in_the_bucket_is_left_alone()
    {
        await using var store = await Open(ArtefactLimits.Default);
        string[] foreign = [$"{new Content(1).Address}", $"{place.Prefix}notes", $"{place.Prefix}other/{new Content(2).Address}", $"{place.Prefix}{new Content(3).Address}.notes"];
        foreach (var key in foreign) await client.PutObjectAsync(new PutObjectRequest { BucketName = place.Bucket, Key = key, ContentBody = "x", UseChunkEncoding = false });
        await client.InitiateMultipartUploadAsync(place.Bucket, place.Prefix + "notes");

        await foreach (var stored in store.List(default)) Assert.Fail($"{stored} is not its own");
        await store.DeleteHalfStored(await store.Now(default) + TimeSpan.FromDays(1), default);

        Assert.Equal(foreign.Order(StringComparer.Ordinal), await Keys());
        Assert.Single((await client.ListMultipartUploadsAsync(place.Bucket)).MultipartUploads);
    }

    private static async Task<Content> Stored(IArtefactStore store, int length)
    {
        var content = new Content(length);
        Assert.Null(await store.Store(content.Address, content.ToStream(), default));
        return content;
    }

    private async Task<IReadOnlyList<string>> Keys() => [.. ((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = place.Bucket })).S3Objects ?? []).Select(found => found.Key)];
}
