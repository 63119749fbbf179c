namespace Worker.Data;

/// <summary>One part (train, validation or test) of a data set: as many feature rows as label rows.</summary>
internal sealed class DataPart
{
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public DataPart(SparseRows features, LabelRows labels)
    {
        if (features.Count != labels.Count)
            throw new ArgumentException($"as many feature rows as label rows are needed, but there are {features.Count} and {labels.Count}");
        Features = features;
        Labels = labels;
    }

    public SparseRows Features { get; }

    public LabelRows Labels { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Features.Count;

    public DataPart Select(ReadOnlySpan<int> rows) => new(Features.Select(rows), Labels.Select(rows));
}
