namespace Worker.Data;

/// <summary>Reads the output of `apt-cache dumpavail`.</summary>
internal static class AvailablePackages
{
    private static readonly HashSet<string> Wanted =
        ["Package", "Source", "Section", "Depends", "Pre-Depends", "Description", "Description-md5", "Tag"];

    /// <summary>The packages with tags, by name, each once.</summary>
    public static async Task<IReadOnlyList<TaggedPackage>> ReadAsync(TextReader available, TranslatedDescriptions translations)
    {
        var packages = new SortedDictionary<string, TaggedPackage>(StringComparer.Ordinal);
        await foreach (var stanza in ControlStanzas.ReadAsync(available, Wanted))
        {
            if (!stanza.TryGetValue("Package", out var name) || !stanza.TryGetValue("Tag", out var tags)) continue;
            packages.TryAdd(name, new TaggedPackage(
                name,
                // `Source: bash (5.2)` where the versions differ.
                FirstWord(stanza.GetValueOrDefault("Source", name)),
                stanza.GetValueOrDefault("Section", ""),
                [.. DependenciesOf(stanza)],
                FirstLine(stanza.GetValueOrDefault("Description", "")),
                LongDescription(stanza, translations),
                TagLine.Parse(tags)));
        }

        return [.. packages.Values];
    }

    private static IEnumerable<string> DependenciesOf(Dictionary<string, string> stanza) =>
        $"{stanza.GetValueOrDefault("Pre-Depends", "")},{stanza.GetValueOrDefault("Depends", "")}"
            .Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(FirstWord)
            .Distinct(StringComparer.Ordinal);

    private static string LongDescription(Dictionary<string, string> stanza, TranslatedDescriptions translations)
    {
        // Old lists carry it themselves.
        var own = TranslatedDescriptions.AfterFirstLine(stanza.GetValueOrDefault("Description", ""));
        return own.Length > 0 ? own : translations.Find(stanza.GetValueOrDefault("Description-md5", ""));
    }

    private static string FirstWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(" (:[\n");
        return end < 0 ? text : text[..end];
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
