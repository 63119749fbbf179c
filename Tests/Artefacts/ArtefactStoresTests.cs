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
    public async Task Or_in_a_bucket_without_asking_it_yet()
    {
        await using var store = Open("s3://bucket/prefix?endpoint=http://127.0.0.1:1", ArtefactLimits.Default);

        Assert.IsType<S3Artefacts>(store);
    }

    [Theory]
    [InlineData("gs://key:secret@bucket", "--artefacts must be 'ledger', s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION] or a directory, but got 'gs://...'")]
    [InlineData("s3://key:secret@bucket", Form + "must not hold credentials: give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment")]
    [InlineData("s3://bucket?region=here&secret_key=secret", Form + "knows 'endpoint' and 'region' after the '?', but got 'secret_key'")]
    [InlineData("s3://bucket?endpoint=https://key:secret@host", Form + "takes an endpoint of the form https://HOST[:PORT], and got something else")]
    public void Another_place_is_refused_without_repeating_what_may_be_a_secret(string place, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Open(place, ArtefactLimits.Default)).Message);

    [Fact]
    public void More_than_S3_takes_in_one_is_refused_beforehand()
    {
        var most = 50_000L << 20;
        Open("s3://bucket?region=here", new ArtefactLimits(most, null));

        Assert.Equal(
            "--artefact-limit must be at most 50000 with artefacts in S3 (10000 parts of 5 MiB), but got 50001",
            Assert.Throws<FormatException>(() => Open("s3://bucket?region=here", new ArtefactLimits(most + (1 << 20), null))).Message);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_said_to_be_so()
    {
        var refusal = Assert.Throws<ArtefactStoreException>(() => Open("/proc/artefacts", ArtefactLimits.Default));

        Assert.StartsWith("the artefacts in /proc/artefacts cannot be read or written: ", refusal.Message);
    }

    private const string Form = "--artefacts s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION] ";

    private static IArtefactStore Open(string place, ArtefactLimits limits) => ArtefactStores.Open(place, null, "beside", limits, TimeProvider.System);
}
