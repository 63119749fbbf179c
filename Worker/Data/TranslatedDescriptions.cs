namespace Worker.Data;

/// <summary>Long descriptions from Translation-en lists, found by the MD5 which the package's own stanza names.</summary>
internal sealed class TranslatedDescriptions
{
    private static readonly HashSet<string> Wanted = ["Description-md5", "Description-en"];

    private readonly Dictionary<string, string> _byHash = new(StringComparer.Ordinal);

    public async Task ReadAsync(TextReader lists)
    {
        await foreach (var stanza in ControlStanzas.ReadAsync(lists, Wanted))
            if (stanza.TryGetValue("Description-md5", out var hash) && stanza.TryGetValue("Description-en", out var description))
                _byHash[hash] = description;
    }

    /// <summary>The description without its first line, or "" where there is none.</summary>
    public string Find(string hash) => _byHash.TryGetValue(hash, out var description) ? AfterFirstLine(description) : "";

    public static string AfterFirstLine(string description)
    {
        var end = description.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? "" : description[(end + 1)..];
    }
}
