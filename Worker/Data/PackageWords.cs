namespace Worker.Data;

/// <summary>
/// The words of a package, each with a prefix for its field: n: its name's parts, s: section, d: dependencies, t: synopsis
/// and long description, which share a vocabulary.
/// </summary>
internal static class PackageWords
{
    public static IEnumerable<string> Of(TaggedPackage package)
    {
        foreach (var word in Split(package.Name)) yield return $"n:{word}";
        // `contrib/utils` is about the same as `utils`.
        yield return $"s:{package.Section[(package.Section.LastIndexOf('/') + 1)..]}";
        foreach (var dependency in package.Dependencies) yield return $"d:{dependency}";
        foreach (var word in Split(package.Synopsis)) yield return $"t:{word}";
        foreach (var word in Split(package.Description)) yield return $"t:{word}";
    }

    /// <summary>Runs of ASCII letters and digits, in lower case.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiLetterOrDigit(text[i])) continue;
            if (i > start) yield return text[start..i].ToLowerInvariant();
            start = i + 1;
        }
    }
}
