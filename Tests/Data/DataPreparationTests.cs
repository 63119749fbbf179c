using Worker.Data;

namespace Tests.Data;

/// <summary>With programs of their own in apt's place: what they print, and whether there is a network, is up to the test.</summary>
public sealed class DataPreparationTests : IDisposable
{
    private const string SomePackages = """
        i=0
        while [ $i -lt 60 ]; do
          printf 'Package: p%s\nSource: s%s\nSection: utils\nDescription: tool number %s\nDescription-md5: m%s\nTag: role::program, parity::%s\n\n' $i $((i/2)) $i $i $((i%2))
          i=$((i+1))
        done
        """;

    private const string SomeDescriptions = """
        i=0
        while [ $i -lt 60 ]; do printf 'Description-md5: m%s\nDescription-en: tool\n a long story about tools\n\n' $i; i=$((i+1)); done
        """;

    private readonly DataFolder _folder = new();
    private readonly List<string> _log = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Complete_lists_of_the_machine_are_used_as_they_are()
    {
        var data = (await Prepare(Apt(update: "echo must not be called >&2; exit 1"), Debtags)).Data;

        Assert.Equal(["role::program", "parity::0", "parity::1"], data.LabelNames);
        Assert.Equal(60, data.Train.Count + data.Validation.Count + data.Test.Count);
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public async Task Binaries_of_one_source_share_a_part()
    {
        // Both binaries of a source name different parities, and every source has one of each.
        var data = (await Prepare(Apt(), Debtags)).Data;
        foreach (var part in new[] { data.Train, data.Validation, data.Test })
            Assert.Equal(part.Labels.CountPositives()[1], part.Labels.CountPositives()[2]);
    }

    [Fact]
    public async Task Without_long_descriptions_private_lists_are_fetched()
    {
        // The machine knows of no translations; the private configuration does once `update` has run.
        var apt = Apt(
            update: "touch \"$(dirname \"$2\")/updated\"",
            targets: "[ \"$1\" = -c ] && [ -e \"$(dirname \"$2\")/updated\" ] && echo translations");

        var data = (await Prepare(apt, Debtags)).Data;

        Assert.Empty(data.Warnings);
        Assert.Contains(_log, line => line.Contains("fetching lists of our own", StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder.Path("cache/apt")));
    }

    [Fact]
    public async Task Without_network_it_goes_on_and_says_so_loudly()
    {
        var apt = Apt(update: "echo 'E: could not resolve deb.debian.org' >&2; exit 100", targets: "true");

        var first = await Prepare(apt, Debtags);
        var again = await Prepare(apt, Debtags);

        const string warning = "only 0 of 60 packages have a long description, since the lists could not be fetched (E: could not resolve deb.debian.org): expect a lower average precision; delete debtags-packages.gz in the cache to try again";
        Assert.Contains(warning, first.Data.Warnings);
        Assert.Contains(warning, again.Data.Warnings);
        Assert.Contains($"WARNING: {warning}", _log);
    }

    [Fact]
    public async Task Without_lists_and_network_it_names_the_way_out()
    {
        var problem = await Assert.ThrowsAsync<DataProblem>(() => Prepare(Apt(update: "echo 'E: no network' >&2; exit 100", available: "true"), Debtags));
        Assert.Equal(
            "debtags data needs package lists, but this machine has none and they could not be fetched (E: no network); run `apt-get update` as root, or connect to a network",
            problem.Message);
    }

    [Fact]
    public async Task Without_apt_it_says_that_this_is_not_debian()
    {
        var nowhere = new AptCommands(_folder.Path("none"), _folder.Path("none"), _folder.Path("none"));
        var problem = await Assert.ThrowsAsync<DataProblem>(() => Prepare(nowhere, Debtags));
        Assert.Contains("is not on this machine; run this on Debian", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_lists_do_not_change_the_data_of_a_cache()
    {
        var first = await Prepare(Apt(), Debtags);
        var second = await Prepare(Apt(available: "true"), Debtags);
        Assert.Equal(first.Data.Fingerprint, second.Data.Fingerprint);
        Assert.Equal(first.Path, second.Path);
    }

    [Fact]
    public async Task A_damaged_package_text_is_refused_with_the_way_out()
    {
        await Prepare(Apt(), Debtags);
        var path = _folder.Path("cache/debtags-packages.gz");
        var whole = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 5, whole.Length / 2, whole.Length - 20 })
        {
            File.WriteAllBytes(path, whole[..length]);
            var problem = await Assert.ThrowsAsync<DataProblem>(() => Prepare(Apt(), Debtags));
            Assert.Contains("are damaged; delete the file, and they are read anew", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Named_features_are_refused_for_hashed_words() => Assert.Contains(
        "`drop`, `log` and `standardise` do not apply",
        (await Assert.ThrowsAsync<DataProblem>(() => Prepare(Apt(), Debtags with { Preprocessing = new Preprocessing { Drop = ["a"] } }))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Another_request_is_another_preparation()
    {
        var first = await Prepare(Apt(), Debtags);
        var second = await Prepare(Apt(), Debtags with { Seed = 2 });
        Assert.NotEqual(first.Path, second.Path);
        Assert.NotEqual(first.Data.Fingerprint, second.Data.Fingerprint);
    }

    [Fact]
    public async Task A_changed_file_is_prepared_again_and_a_damaged_preparation_too()
    {
        var request = Mulan();
        var first = await Prepare(Apt(), request);
        File.WriteAllBytes(first.Path, File.ReadAllBytes(first.Path)[..40]);
        var repaired = await Prepare(Apt(), request);
        Assert.Equal(first.Data.Fingerprint, repaired.Data.Fingerprint);
        Assert.Equal(first.Path, repaired.Path);

        File.AppendAllText(request.TrainPath!, "9,1\n");
        var changed = await Prepare(Apt(), request);
        Assert.NotEqual(first.Path, changed.Path);
        Assert.NotEqual(first.Data.Fingerprint, changed.Data.Fingerprint);
    }

    [Fact]
    public async Task Many_preparations_at_once_give_one_sound_file()
    {
        var request = Mulan();
        var prepared = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Prepare(Apt(), request))));
        Assert.Single(prepared.Select(one => one.Path).Distinct());
        Assert.Single(prepared.Select(one => one.Data.Fingerprint).Distinct());
        Assert.Equal(prepared[0].Data.Fingerprint, PreparedDataFile.Load(prepared[0].Path).Fingerprint);
    }

    private static DataRequest Debtags => new() { Format = DataFormat.Debtags, Features = 64 };

    private Task<Preparation> Prepare(AptCommands apt, DataRequest request) =>
        new DataPreparation(_folder.Path("cache"), apt, line => { lock (_log) _log.Add(line); }).PrepareAsync(request, CancellationToken.None);

    private DataRequest Mulan() => new()
    {
        Format = DataFormat.Mulan,
        TrainPath = _folder.Write("train.arff", "@attribute x numeric\n@attribute y {0,1}\n@data\n" + string.Concat(Enumerable.Range(0, 50).Select(row => $"{row},{row % 2}\n"))),
        HeaderPath = _folder.Write("labels.xml", "<labels><label name='y'/></labels>"),
    };

    private AptCommands Apt(string update = "true", string available = SomePackages, string targets = "echo translations")
    {
        var get = _folder.WriteProgram("apt-get", $"case \"$*\" in *indextargets*) {targets} ;; *update*) {update} ;; esac");
        return new AptCommands(get, _folder.WriteProgram("apt-cache", available), _folder.WriteProgram("apt-helper", SomeDescriptions));
    }
}
