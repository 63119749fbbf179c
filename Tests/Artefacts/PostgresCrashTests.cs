using Coordinator.Artefacts;
using Tests.Peers;

namespace Tests.Artefacts;

public sealed class PostgresCrashTests : IAsyncLifetime
{
    private PostgresServer server = null!;
    private PostgresPlace place = null!;

    public async ValueTask InitializeAsync()
    {
        server = await PostgresServer.Start(durable: true);
        place = await PostgresPlace.Create(await server.NewDatabase());
    }

    public async ValueTask DisposeAsync()
    {
        await place.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task What_was_stored_survives_a_crash_of_the_database_and_what_was_half_stored_does_not_appear()
    {
        await using var store = new PostgresArtefacts(place.Address.Connect("tests"), ArtefactLimits.Default);
        var (whole, half) = (new Content(700_001), new Content(600_001));
        Assert.Null(await store.Store(whole.Address, whole.ToStream(), default));
        var rest = new TaskCompletionSource();
        var held = new HeldStream(half.Bytes, 590_000, rest.Task);
        var storing = store.Store(half.Address, held, default);
        await held.IsHeld;

        await server.Crash();
        var away = await Assert.ThrowsAsync<ArtefactStoreException>(() => store.Contains(whole.Address, default));
        Assert.StartsWith("the database with the artefacts ", away.Message);
        rest.SetResult();
        await Assert.ThrowsAsync<ArtefactStoreException>(() => storing);
        await server.StartAgain();
        place.Reconnect();

        await using var stream = (await store.Open(whole.Address, default))!;
        var read = new byte[whole.Bytes.Length];
        await stream.ReadExactlyAsync(read);
        Assert.Equal(whole.Bytes, read);
        Assert.False(await store.Contains(half.Address, default));
        await store.DeleteHalfStored(await store.Now(default), default);
        Assert.Equal(0, await place.HalfStored());
        Assert.Null(await store.Store(half.Address, half.ToStream(), default));
    }
}
