namespace Worker.Data;

/// <summary>
/// A sample of whole groups that keeps its members when the source changes a little: groups are taken by ascending
/// hash of seed and name, skipping those that would exceed the number asked for.
/// </summary>
internal static class RowSample
{
    /// <summary>The numbers of at most <paramref name="rows"/> rows, ascending.</summary>
    /// <param name="groups">The name of each row's group.</param>
    public static int[] Take(IReadOnlyList<string> groups, int rows, ulong seed)
    {
        var byGroup = Enumerable.Range(0, groups.Count)
            .GroupBy(row => groups[row], StringComparer.Ordinal)
            .OrderBy(group => WordHash.Of($"{seed}/{group.Key}"))
            .ThenBy(group => group.Key, StringComparer.Ordinal);
        var taken = new List<int>();
        foreach (var group in byGroup)
            if (taken.Count + group.Count() <= rows) taken.AddRange(group);
        taken.Sort();
        return [.. taken];
    }
}
