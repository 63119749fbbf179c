using Coordinator.Artefacts;
using Tests.Peers;

namespace Tests.Artefacts;

public sealed class PostgresArtefactsTests(SharedPostgres postgres) : ArtefactStoreContract, IAsyncLifetime
{
    private PostgresPlace place = null!;

    public async ValueTask InitializeAsync() => place = await PostgresPlace.Create(await postgres.NewDatabase());

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private protected override Task<IArtefactStore> Open(ArtefactLimits limits) =>
        Task.FromResult(ArtefactStores.Open(ArtefactStores.WithLedger, place.Address, "", limits, TimeProvider.System));

    private protected override Task<long> HalfStored() => place.HalfStored();

    [Fact]
    public async Task Slow_senders_hold_no_connection()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var rest = new TaskCompletionSource();
        // More than the pool has connections.
        var slow = Enumerable.Range(0, 20).Select(index => new Content(600_000 + index)).ToList();
        var held = slow.Select(content => new HeldStream(content.Bytes, 590_000, rest.Task)).ToList();
        var storing = slow.Zip(held, (content, stream) => store.Store(content.Address, stream, default)).ToList();
        await Task.WhenAll(held.Select(stream => stream.IsHeld));

        var quick = new Content(10);
        Assert.Null(await store.Store(quick.Address, quick.ToStream(), default));

        rest.SetResult();
        Assert.All(await Task.WhenAll(storing), Assert.Null);
    }

    [Fact]
    public async Task An_artefact_deleted_while_it_is_read_is_an_error_and_no_short_file()
    {
        await using var store = await Open(ArtefactLimits.Default);
        var content = new Content(700_001);
        await store.Store(content.Address, content.ToStream(), default);
        await using var stream = (await store.Open(content.Address, default))!;
        await store.Delete(content.Address, await store.Now(default), default);

        var error = await Assert.ThrowsAsync<ArtefactStoreException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Equal($"artefact {content.Address} was deleted while it was read, or its chunk 0 is damaged", error.Message);
    }
}
