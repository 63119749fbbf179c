using Coordinator.Artefacts;
using Coordinator.Ledger;
using Tests.Agent;

namespace Tests.Artefacts;

public sealed class ArtefactStoresTests
{
    [Fact]
    public async Task Artefacts_are_with_the_ledger_or_in_the_directory_that_was_named()
    {
        using var folder = new TemporaryFolder();
        var ledger = PostgresAddress.Parse("postgres://sweeps:secret@127.0.0.1/sweeps", null);

        Assert.IsType<PostgresArtefacts>(await Open("ledger", ledger));
        Assert.IsType<ArtefactDirectory>(await Open("ledger", null));
        Assert.IsType<ArtefactDirectory>(await Open(folder.File("volume"), ledger));
        Assert.True(Directory.Exists(folder.File("beside")));
        Assert.True(Directory.Exists(folder.File("volume")));

        async Task<IArtefactStore> Open(string place, PostgresAddress? address)
        {
            await using var store = ArtefactStores.Open(place, address, folder.File("beside"), ArtefactLimits.Default, TimeProvider.System);
            return store;
        }
    }

    [Fact]
    public void Another_place_is_refused_without_repeating_what_may_be_a_secret()
    {
        var refusal = Assert.Throws<FormatException>(() => ArtefactStores.Open("s3://key:secret@bucket", null, "beside", ArtefactLimits.Default, TimeProvider.System));

        Assert.Equal("--artefacts must be 'ledger' or a directory, but got 's3://...'", refusal.Message);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_said_to_be_so()
    {
        var refusal = Assert.Throws<ArtefactStoreException>(() => ArtefactStores.Open("/proc/artefacts", null, "beside", ArtefactLimits.Default, TimeProvider.System));

        Assert.StartsWith("the artefacts in /proc/artefacts cannot be read or written: ", refusal.Message);
    }
}
