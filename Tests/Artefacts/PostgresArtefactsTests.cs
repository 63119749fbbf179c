using Coordinator.Artefacts;
using Npgsql;
using Tests.Peers;

namespace Tests.Artefacts;

public sealed class PostgresArtefactsTests(SharedPostgres postgres) : ArtefactStoreContract, IAsyncLifetime
{
    private NpgsqlDataSource database = null!;

    public async ValueTask InitializeAsync() => database = await PostgresPlace.Create(await postgres.NewDatabase());

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private protected override Task<IArtefactStore> Open(ArtefactLimits limits) =>
        Task.FromResult<IArtefactStore>(new PostgresArtefacts(NpgsqlDataSource.Create(PostgresPlace.Settings(database)), limits));

    private protected override Task<long> HalfStored() => PostgresPlace.HalfStored(database);

    [Fact]
    public async Task A_slow_sender_holds_no_connection()
    {
        await using var store = new PostgresArtefacts(NpgsqlDataSource.Create(PostgresPlace.Settings(database) + ";Maximum Pool Size=1"), ArtefactLimits.Default);
        var (slow, quick) = (new Content(700_001), new Content(10));
        var rest = new TaskCompletionSource();
        var held = new HeldStream(slow.Bytes, 600_000, rest.Task);
        var storing = store.Store(slow.Address, held, default);
        await held.IsHeld;

        Assert.Null(await store.Store(quick.Address, quick.ToStream(), default));

        rest.SetResult();
        Assert.Null(await storing);
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
