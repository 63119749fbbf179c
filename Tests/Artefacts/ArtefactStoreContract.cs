using Coordinator.Artefacts;
using Shared.Trials;

namespace Tests.Artefacts;

/// <summary>What every store of artefacts keeps.</summary>
public abstract class ArtefactStoreContract
{
    private static readonly ArtefactLimits Roomy = ArtefactLimits.Default;

    /// <summary>A store over this test's one place; several see the same artefacts.</summary>
    private protected abstract Task<IArtefactStore> Open(ArtefactLimits limits);

    /// <summary>How much lies in the place that belongs to no artefact.</summary>
    private protected abstract Task<long> HalfStored();

    [Fact]
    public async Task What_was_stored_is_there_for_everybody_with_its_length()
    {
        await using var store = await Open(Roomy);
        await using var other = await Open(Roomy);
        var content = new Content(700_001);
        Assert.False(await other.Contains(content.Address, default));
        Assert.Null(await other.Open(content.Address, default));

        Assert.Null(await store.Store(content.Address, content.ToStream(), default));

        Assert.True(await other.Contains(content.Address, default));
        await using var stream = (await other.Open(content.Address, default))!;
        Assert.Equal(content.Bytes.Length, stream.Length);
        Assert.Equal(content.Bytes, await ReadAll(stream));
        Assert.Equal(0, await HalfStored());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(262_143, 2)]
    [InlineData(262_144, 262_145)]
    [InlineData(699_999, 100)]
    [InlineData(700_001, 1)]
    [InlineData(800_000, 1)]
    public async Task A_range_is_read_from_wherever_it_begins(int from, int length)
    {
        await using var store = await Open(Roomy);
        var content = new Content(700_001);
        await store.Store(content.Address, content.ToStream(), default);
        await using var stream = (await store.Open(content.Address, default))!;

        stream.Position = from;
        var range = new byte[length];
        var read = await stream.ReadAtLeastAsync(range, length, throwOnEndOfStream: false);

        Assert.Equal(content.Bytes.Skip(from).Take(length), range.Take(read));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_144)]
    public async Task Content_of_any_length_comes_back(int length)
    {
        await using var store = await Open(Roomy);
        var content = new Content(length);

        Assert.Null(await store.Store(content.Address, content.ToStream(), default));

        await using var stream = (await store.Open(content.Address, default))!;
        Assert.Equal(content.Bytes, await ReadAll(stream));
    }

    [Fact]
    public async Task Content_that_is_not_what_its_address_says_is_refused_and_nothing_of_it_stays()
    {
        await using var store = await Open(Roomy);
        var (content, other) = (new Content(700_001), new Content(5));

        var refusal = await store.Store(other.Address, content.ToStream(), default);

        Assert.Equal("the content's SHA-256 is not the address", refusal?.Message);
        Assert.False(await store.Contains(other.Address, default));
        Assert.False(await store.Contains(content.Address, default));
        Assert.Equal(0, await HalfStored());
    }

    [Fact]
    public async Task The_limit_is_the_most_that_one_artefact_has()
    {
        await using var store = await Open(Roomy with { MostBytes = 300_000 });
        var (largest, larger) = (new Content(300_000), new Content(300_001));

        Assert.Null(await store.Refuses(300_000, default));
        Assert.Null(await store.Store(largest.Address, largest.ToStream(), default));
        var refusal = await store.Store(larger.Address, larger.ToStream(), default);

        Assert.Equal("an artefact has at most 300000 bytes (the coordinator's --artefact-limit)", refusal?.Message);
        Assert.Equal(refusal, await store.Refuses(300_001, default));
        Assert.False(await store.Contains(larger.Address, default));
        Assert.Equal(0, await HalfStored());
    }

    [Fact]
    public async Task A_store_that_is_full_says_how_full_and_what_to_do_and_takes_again_what_it_has()
    {
        await using var store = await Open(Roomy with { Quota = 1000 });
        var (first, second) = (new Content(600), new Content(401));
        await store.Store(first.Address, first.ToStream(), default);

        var refusal = await store.Store(second.Address, second.ToStream(), default);

        Assert.Equal(
            "no room for 401 bytes: artefacts take 600 bytes of at most 1000 bytes (the coordinator's --artefact-quota); " +
            "lower `keep_weights`, delete sweeps that are done (sweeps delete NAME), or raise the quota",
            refusal?.Message);
        Assert.Equal(refusal, await store.Refuses(401, default));
        Assert.False(await store.Contains(second.Address, default));
        Assert.Equal(0, await HalfStored());
        Assert.Null(await store.Store(first.Address, first.ToStream(), default));
        await store.Delete(first.Address, await store.Now(default), default);
        Assert.Null(await store.Store(second.Address, second.ToStream(), default));
    }

    [Fact]
    public async Task Those_who_store_at_once_share_the_quota()
    {
        await using var store = await Open(Roomy with { Quota = 1000 });
        var contents = Enumerable.Range(0, 8).Select(index => new Content(300 + index)).ToList();

        var refusals = await Task.WhenAll(contents.Select(content => Task.Run(() => store.Store(content.Address, content.ToStream(), default))));

        Assert.Equal(3, refusals.Count(refusal => refusal is null));
        Assert.Equal(3, (await List(store)).Count);
    }

    [Fact]
    public async Task Those_who_store_the_same_at_once_all_succeed_and_it_is_there_once()
    {
        await using var store = await Open(Roomy);
        await using var other = await Open(Roomy);
        var content = new Content(700_001);

        var refusals = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(index => Task.Run(() => (index % 2 == 0 ? store : other).Store(content.Address, content.ToStream(), default))));

        Assert.All(refusals, Assert.Null);
        var listed = Assert.Single(await List(store));
        Assert.Equal((content.Address, 700_001L), (listed.Address, listed.Bytes));
        await using var stream = (await other.Open(content.Address, default))!;
        Assert.Equal(content.Bytes, await ReadAll(stream));
        Assert.Equal(0, await HalfStored());
    }

    [Fact]
    public async Task A_sender_who_breaks_off_leaves_nothing()
    {
        await using var store = await Open(Roomy);
        var content = new Content(700_001);

        await Assert.ThrowsAsync<EndOfStreamException>(() => store.Store(content.Address, new HeldStream(content.Bytes, 600_000, Task.FromException(new EndOfStreamException())), default));

        Assert.False(await store.Contains(content.Address, default));
        Assert.Equal(0, await HalfStored());
    }

    [Fact]
    public async Task What_a_coordinator_left_half_stored_is_not_there_and_is_swept()
    {
        await using var killed = await Open(Roomy);
        await using var other = await Open(Roomy);
        var content = new Content(700_001);
        var life = new TaskCompletionSource();
        var half = new HeldStream(content.Bytes, 600_000, life.Task);
        var storing = killed.Store(content.Address, half, default);
        await half.IsHeld;

        Assert.False(await other.Contains(content.Address, default));
        Assert.Empty(await List(other));
        await other.DeleteHalfStored(await other.Now(default) - TimeSpan.FromHours(1), default);
        Assert.NotEqual(0, await HalfStored());
        await other.DeleteHalfStored(await other.Now(default), default);
        Assert.Equal(0, await HalfStored());

        // It was not dead, but asleep: then it learns that its half is gone.
        life.SetResult();
        await Assert.ThrowsAsync<ArtefactStoreException>(() => storing);
        Assert.False(await other.Contains(content.Address, default));
        Assert.Equal(0, await HalfStored());
        Assert.Null(await other.Store(content.Address, content.ToStream(), default));
    }

    [Fact]
    public async Task The_list_says_when_each_was_stored_last()
    {
        await using var store = await Open(Roomy);
        var (first, second) = (new Content(10), new Content(20));
        var begun = await store.Now(default);
        await store.Store(first.Address, first.ToStream(), default);
        var between = await store.Now(default);
        await store.Store(second.Address, second.ToStream(), default);
        var listed = (await List(store)).ToDictionary(stored => stored.Address);
        Assert.Equal((10, 20), (listed[first.Address].Bytes, listed[second.Address].Bytes));
        Assert.InRange(listed[first.Address].StoredAt, begun, between);
        Assert.InRange(listed[second.Address].StoredAt, between, await store.Now(default));

        var later = await store.Now(default);
        await store.Store(first.Address, first.ToStream(), default);

        Assert.InRange((await List(store)).Single(stored => stored.Address == first.Address).StoredAt, later, await store.Now(default));
    }

    [Fact]
    public async Task What_was_stored_again_since_is_not_deleted()
    {
        await using var store = await Open(Roomy);
        var content = new Content(10);
        await store.Store(content.Address, content.ToStream(), default);
        var seen = await store.Now(default);
        await store.Store(content.Address, content.ToStream(), default);

        await store.Delete(content.Address, seen, default);
        Assert.True(await store.Contains(content.Address, default));
        await store.Delete(content.Address, await store.Now(default), default);
        Assert.False(await store.Contains(content.Address, default));
        await store.Delete(content.Address, await store.Now(default), default);

        Assert.Empty(await List(store));
        Assert.Equal(0, await HalfStored());
    }

    private static async Task<byte[]> ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static async Task<List<StoredArtefact>> List(IArtefactStore store)
    {
        var all = new List<StoredArtefact>();
        await foreach (var stored in store.List(default)) all.Add(stored);
        return all;
    }
}
