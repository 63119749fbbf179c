using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Worker.Data;

/// <summary>
/// The tagged packages a cache folder works with. They are written down once: an `apt-get update` between two starts of
/// a sweep must not change its data. Whoever wants newer lists deletes the file.
/// </summary>
/// <param name="Packages">By name.</param>
/// <param name="Warnings">What was missing when the lists were read.</param>
/// <param name="Fingerprint">SHA-256 of the text, in lower-case hexadecimal.</param>
internal sealed record DebtagsCorpus(IReadOnlyList<TaggedPackage> Packages, IReadOnlyList<string> Warnings, string Fingerprint)
{
    /// <summary>Below the cache folder: a gzipped control file, a first stanza with the warnings, a last one with the number of packages.</summary>
    public const string FileName = "debtags-packages.gz";

    /// <summary>Lists of which fewer packages have a long description count as incomplete.</summary>
    private const double EnoughDescribed = 0.9;

    private static readonly HashSet<string> Wanted =
        ["Package", "Source", "Section", "Depends", "Description", "Tag", "Warning", "Packages"];

    /// <summary>The corpus of a cache folder, made from the package lists on the first call.</summary>
    /// <exception cref="DataProblem">There are no package lists, or the file is damaged.</exception>
    public static async Task<DebtagsCorpus> OpenAsync(string cacheFolder, AptCommands apt, Action<string> log, CancellationToken cancellation)
    {
        var path = Path.Combine(cacheFolder, FileName);
        if (!File.Exists(path)) AtomicFile.Write(path, Compress(await CollectAsync(cacheFolder, apt, log, cancellation)));
        return await LoadAsync(path);
    }

    private static async Task<byte[]> CollectAsync(string cacheFolder, AptCommands apt, Action<string> log, CancellationToken cancellation)
    {
        log("reading this machine's package lists");
        var packages = await PackageLists.OfThisMachine(apt).ReadAsync(cancellation);
        string? complaint = null;
        if (DescribedShare(packages) < EnoughDescribed)
        {
            var folder = Path.GetFullPath(Path.Combine(cacheFolder, "apt"));
            log($"this machine's lists lack the long descriptions: fetching lists of our own, about 16 MB, into {folder}");
            var lists = PackageLists.PrivateIn(folder, apt);
            complaint = await lists.UpdateAsync(cancellation);
            var fetched = await lists.ReadAsync(cancellation);
            if (DescribedShare(fetched) > DescribedShare(packages) || packages.Count == 0) packages = fetched;
            Directory.Delete(folder, recursive: true);
        }

        if (packages.Count == 0)
            throw new DataProblem($"debtags data needs package lists, but this machine has none and they could not be fetched ({complaint ?? "no package has tags"}); run `apt-get update` as root, or connect to a network");

        var warnings = new List<string>();
        if (DescribedShare(packages) < EnoughDescribed)
        {
            var described = packages.Count(package => package.Description.Length > 0);
            warnings.Add($"only {described} of {packages.Count} packages have a long description, since the lists could not be fetched ({complaint ?? "the sources have none"}): expect a lower average precision; delete {FileName} in the cache to try again");
            log($"WARNING: {warnings[^1]}");
        }

        return Write(packages, warnings);
    }

    private static double DescribedShare(IReadOnlyList<TaggedPackage> packages) =>
        packages.Count == 0 ? 0 : (double)packages.Count(package => package.Description.Length > 0) / packages.Count;

    private static byte[] Write(IReadOnlyList<TaggedPackage> packages, List<string> warnings)
    {
        var text = new StringBuilder();
        foreach (var warning in warnings) text.Append("Warning: ").Append(warning).Append("\n\n");
        foreach (var package in packages)
        {
            text.Append("Package: ").Append(package.Name)
                .Append("\nSource: ").Append(package.Source)
                .Append("\nSection: ").Append(package.Section)
                .Append("\nDepends: ").AppendJoin(", ", package.Dependencies)
                .Append("\nTag: ").AppendJoin(", ", package.Tags)
                .Append("\nDescription: ").Append(package.Synopsis);
            if (package.Description.Length > 0) text.Append("\n ").Append(package.Description.Replace("\n", "\n ", StringComparison.Ordinal));
            text.Append("\n\n");
        }

        text.Append("Packages: ").Append(packages.Count).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Compress(byte[] text)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(text);
        return compressed.ToArray();
    }

    private static async Task<DebtagsCorpus> LoadAsync(string path)
    {
        var text = new MemoryStream();
        try
        {
            await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            await gzip.CopyToAsync(text);
        }
        catch (InvalidDataException)
        {
            throw Damaged(path);
        }

        var packages = new List<TaggedPackage>();
        var warnings = new List<string>();
        var expected = -1;
        text.Position = 0;
        await foreach (var stanza in ControlStanzas.ReadAsync(new StreamReader(text, Encoding.UTF8), Wanted))
        {
            if (stanza.TryGetValue("Warning", out var warning)) warnings.Add(warning);
            else if (stanza.TryGetValue("Packages", out var count)) expected = int.TryParse(count, out var number) ? number : -1;
            else packages.Add(ReadPackage(stanza) ?? throw Damaged(path));
        }

        // A truncated gzip stream ends like a whole one.
        if (packages.Count != expected) throw Damaged(path);
        return new DebtagsCorpus(packages, warnings, Convert.ToHexStringLower(SHA256.HashData(text.ToArray())));
    }

    private static TaggedPackage? ReadPackage(Dictionary<string, string> stanza)
    {
        foreach (var field in (ReadOnlySpan<string>)["Package", "Source", "Section", "Depends", "Tag", "Description"])
            if (!stanza.ContainsKey(field)) return null;
        var description = stanza["Description"];
        return new TaggedPackage(
            stanza["Package"],
            stanza["Source"],
            stanza["Section"],
            stanza["Depends"].Split(", ", StringSplitOptions.RemoveEmptyEntries),
            description.Split('\n', 2)[0],
            TranslatedDescriptions.AfterFirstLine(description),
            TagLine.Parse(stanza["Tag"]));
    }

    private static DataProblem Damaged(string path) => new($"the package texts {path} are damaged; delete the file, and they are read anew");
}
