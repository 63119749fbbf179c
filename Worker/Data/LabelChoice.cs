namespace Worker.Data;

/// <summary>Which labels a data set keeps: the most frequent in training, of equals the first by name.</summary>
internal static class LabelChoice
{
    /// <summary>The numbers of the kept labels, most frequent first.</summary>
    /// <param name="trainPositives">n_c of each label in the training part.</param>
    /// <param name="warnings">Receives a sentence where fewer labels are left than were asked for.</param>
    /// <exception cref="DataProblem">No label is left.</exception>
    public static int[] Choose(IReadOnlyList<string> names, int[] trainPositives, int? wanted, int minPositives, ICollection<string> warnings)
    {
        int[] frequent =
        [
            .. Enumerable.Range(0, names.Count)
                .Where(label => trainPositives[label] >= minPositives)
                .OrderByDescending(label => trainPositives[label])
                .ThenBy(label => names[label], StringComparer.Ordinal),
        ];
        if (frequent.Length == 0)
            throw new DataProblem($"a label needs at least {minPositives} positives in the training part, but none of {names.Count} has them; lower data.min_positives or take more rows");
        if (wanted is { } most && frequent.Length < most)
            warnings.Add($"asked for {most} labels, but only {frequent.Length} have at least {minPositives} positives in the training part; these are used");
        else if (wanted is null && frequent.Length < names.Count)
            warnings.Add($"{names.Count - frequent.Length} of {names.Count} labels {(minPositives == 1 ? "have no positive" : $"have fewer than {minPositives} positives")} in the training part and are left out");
        return wanted is { } limit && limit < frequent.Length ? frequent[..limit] : frequent;
    }
}
