namespace Worker.Data;

/// <summary>Mulan's form of a data set: ARFF files with the rows, and an XML header which names the attributes that are labels.</summary>
internal static class MulanSource
{
    private const int MostRows = 10_000_000;

    /// <exception cref="DataProblem">A file is missing, malformed, or does not agree with the others.</exception>
    public static SourceRows Read(string trainPath, string? testPath, string headerPath, Preprocessing preprocessing)
    {
        using var headerStream = Open(headerPath);
        var labelNames = MulanHeader.Read(headerStream, Path.GetFileName(headerPath));

        using var train = new ArffReader(Open(trainPath), Path.GetFileName(trainPath));
        var attributes = train.ReadAttributes();
        var collected = new MulanRows(attributes, labelNames, Path.GetFileName(headerPath), Path.GetFileName(trainPath));
        collected.ReadAll(train, MostRows);
        if (collected.Count == 0) throw new DataProblem($"a training file needs rows, but {Path.GetFileName(trainPath)} has none");

        var trainRows = collected.Count;
        if (testPath is not null)
        {
            using var test = new ArffReader(Open(testPath), Path.GetFileName(testPath));
            ExpectSame(attributes, test.ReadAttributes(), Path.GetFileName(trainPath), Path.GetFileName(testPath));
            collected.ReadAll(test, MostRows);
            if (collected.Count == trainRows) throw new DataProblem($"a test file needs rows, but {Path.GetFileName(testPath)} has none");
        }

        var rows = collected.Build();
        return new SourceRows
        {
            LabelNames = labelNames,
            Labels = rows.Labels,
            TestRows = testPath is null ? null : rows.Count - trainRows,
            Groups = [.. Enumerable.Range(0, rows.Count).Select(row => $"row {row}")],
            FitFeatures = fitTo => FittedPreprocessing.Apply(preprocessing, collected.Features, collected.IsDense, rows.Features, fitTo),
            Description = $"mulan: {Path.GetFileName(trainPath)}{(testPath is null ? "" : $" and {Path.GetFileName(testPath)}")}, {rows.Count} rows",
        };
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DataProblem(File.Exists(path) ? $"the data file {path} cannot be read: {refused.Message}" : $"the data file {path} does not exist");
        }
    }

    private static void ExpectSame(IReadOnlyList<ArffAttribute> train, IReadOnlyList<ArffAttribute> test, string trainFile, string testFile)
    {
        if (train.Count != test.Count)
            throw new DataProblem($"training and test file must have the same attributes, but {trainFile} has {train.Count} and {testFile} has {test.Count}");
        for (var i = 0; i < train.Count; i++)
            if (train[i].Name != test[i].Name || (train[i].Kind == ArffKind.Numeric) != (test[i].Kind == ArffKind.Numeric))
                throw new DataProblem(
                    $"training and test file must have the same attributes, but number {i} is {DataProblem.Quote(train[i].Name)} ({train[i].Kind}) in {trainFile} and {DataProblem.Quote(test[i].Name)} ({test[i].Kind}) in {testFile}");
    }
}
