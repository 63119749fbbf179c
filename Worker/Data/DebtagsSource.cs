namespace Worker.Data;

/// <summary>Tagged packages as rows: words are features, tags are labels, source packages are groups.</summary>
internal static class DebtagsSource
{
    /// <exception cref="DataProblem">The request wants what hashed words do not have.</exception>
    public static SourceRows Read(DebtagsCorpus corpus, DataRequest request)
    {
        if (request.Preprocessing is { Drop.Count: > 0 } or { Log.Count: > 0 } or { Standardise: true })
            throw new DataProblem("debtags features are hashed words without names: `drop`, `log` and `standardise` do not apply to them at data");

        var packages = corpus.Packages;
        string[] labelNames = [.. packages.SelectMany(package => package.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var labelOf = labelNames.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);
        return new SourceRows
        {
            LabelNames = labelNames,
            Labels = LabelRows.FromRows(labelNames.Length, [.. packages.Select(package => package.Tags.Select(tag => labelOf[tag]).Order().ToArray())]),
            Groups = [.. packages.Select(package => package.Source)],
            FitFeatures = trainRows => HashedWords.Fit(
                [.. packages.Select(package => PackageWords.Of(package).ToArray())], trainRows, request.Features),
            Description = $"debtags: {packages.Count} tagged packages of this machine's package lists",
            Warnings = corpus.Warnings,
        };
    }
}
