namespace Shared.Spec;

/// <summary>"did you mean": the known name with the fewest edits from a wrong one (Damerau 1964, adjacent swaps count once).</summary>
public static class NearestName
{
    /// <summary>The name that was most likely meant, or null where none is near.</summary>
    public static string? Of(string wrong, IEnumerable<string> known)
    {
        // Nobody mistypes a hundred letters, and the distance takes time in proportion to the length.
        if (wrong.Length is 0 or > 64) return null;
        return known.Select(name => (Name: name, Edits: Edits(wrong.ToLowerInvariant(), name)))
            .Where(candidate => candidate.Edits <= Math.Max(1, Math.Min(wrong.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Edits)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>Ends a message about an unknown name: the near one, or all of them.</summary>
    public static string Hint(string wrong, IReadOnlyCollection<string> known) =>
        known.Count == 0 ? "there are none here"
        : Of(wrong, known) is { } near ? $"did you mean `{near}`?"
        : $"known are {string.Join(", ", known)}";

    private static int Edits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) edits[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) edits[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replace, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        return edits[a.Length, b.Length];
    }
}
