using Coordinator.Artefacts;
using Tests.Agent;

namespace Tests.Artefacts;

public sealed class ArtefactDirectoryTests : ArtefactStoreContract, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private protected override Task<IArtefactStore> Open(ArtefactLimits limits) =>
        Task.FromResult<IArtefactStore>(new ArtefactDirectory(folder.File("artefacts"), limits, TimeProvider.System));

    private protected override Task<long> HalfStored() =>
        Task.FromResult((long)Directory.GetFiles(folder.File("artefacts")).Length);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_directory_that_was_there_before_counts_towards_the_quota()
    {
        await using var before = await Open(ArtefactLimits.Default);
        var (first, second) = (new Content(600), new Content(401));
        await before.Store(first.Address, first.ToStream(), default);

        await using var after = await Open(ArtefactLimits.Default with { Quota = 1000 });

        Assert.Equal(new ArtefactRefusal.OverQuota(401, 600, 1000), await after.Store(second.Address, second.ToStream(), default));
    }

    [Fact]
    public async Task A_file_of_this_machine_is_stored_whatever_its_size()
    {
        var content = new Content(2000);
        await File.WriteAllBytesAsync(folder.File("prepared"), content.Bytes);
        await using var store = new ArtefactDirectory(folder.File("artefacts"), new ArtefactLimits(1000, 1000), TimeProvider.System);

        Assert.Equal(content.Address, await store.StoreFile(folder.File("prepared"), default));
        Assert.Equal(content.Bytes, await File.ReadAllBytesAsync(store.PathOf(content.Address)));
    }
}
