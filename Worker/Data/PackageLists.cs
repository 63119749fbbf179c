using System.Globalization;

namespace Worker.Data;

/// <summary>
/// Package lists as apt knows them: the machine's own, which are only read, or private ones in a folder of ours, which
/// may be updated without touching the machine's.
/// </summary>
internal sealed class PackageLists
{
    private readonly AptCommands _apt;
    private readonly string[] _configuration;

    private PackageLists(AptCommands apt, string[] configuration)
    {
        _apt = apt;
        _configuration = configuration;
    }

    public static PackageLists OfThisMachine(AptCommands apt) => new(apt, []);

    /// <summary>Lists below <paramref name="folder"/>, with long descriptions, from the machine's own sources.</summary>
    public static PackageLists PrivateIn(string folder, AptCommands apt)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "cache", "archives", "partial"));
        var file = Path.Combine(folder, "apt.conf");
        // A file, since `-o` cannot clear lists. The sandbox's user `_apt` may not be able to enter the cache folder.
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
            Dir::State::lists "{folder}/lists";
            Dir::Cache "{folder}/cache";
            APT::Sandbox::User "root";
            #clear Acquire::Languages;
            Acquire::Languages "en";
            #clear Acquire::IndexTargets::deb::DEP-11;
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            Acquire::Retries "1";
            Acquire::http::Timeout "20";
            Acquire::https::Timeout "20";

            """));
        return new PackageLists(apt, ["-c", file]);
    }

    /// <summary>Fetches the lists. The packages in them tell whether it sufficed: apt counts one dead source among five as a failure.</summary>
    /// <returns>Null, or apt's last complaint.</returns>
    public Task<string?> UpdateAsync(CancellationToken cancellation) =>
        AptCommands.RunAsync(_apt.AptGet, [.. _configuration, "-q", "update"], output => output.ReadToEndAsync(cancellation), cancellation);

    /// <summary>All packages with tags, by name; empty where there are no lists.</summary>
    public async Task<IReadOnlyList<TaggedPackage>> ReadAsync(CancellationToken cancellation)
    {
        var translations = new TranslatedDescriptions();
        if (await TranslationFilesAsync(cancellation) is { Count: > 0 } files)
            await AptCommands.RunAsync(_apt.AptHelper, ["cat-file", .. files], translations.ReadAsync, cancellation);

        IReadOnlyList<TaggedPackage> packages = [];
        await AptCommands.RunAsync(
            _apt.AptCache, [.. _configuration, "dumpavail"], async output => packages = await AvailablePackages.ReadAsync(output, translations), cancellation);
        return packages;
    }

    private async Task<IReadOnlyList<string>> TranslationFilesAsync(CancellationToken cancellation)
    {
        var files = "";
        await AptCommands.RunAsync(
            _apt.AptGet,
            [.. _configuration, "indextargets", "--format", "$(FILENAME)", "Created-By: Translations", "Language: en"],
            async output => files = await output.ReadToEndAsync(cancellation),
            cancellation);
        return files.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
