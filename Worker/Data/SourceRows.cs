namespace Worker.Data;

/// <summary>A data set as read, before rows are sampled and split and labels are chosen.</summary>
internal sealed record SourceRows
{
    /// <summary>Length C.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>The labels of all N rows, those of a test file last.</summary>
    public required LabelRows Labels { get; init; }

    /// <summary>How many of the last rows came in a test file, or null where the test part is to be cut.</summary>
    public int? TestRows { get; init; }

    /// <summary>
    /// For each row a name of its own that does not depend on its place, or one which it shares with the rows from
    /// which it must not be separated.
    /// </summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Given the rows of the training part, fits the features to them and returns those of all N rows.</summary>
    public required Func<IReadOnlyList<int>, SparseRows> FitFeatures { get; init; }

    /// <summary>Where the rows come from, for people.</summary>
    public required string Description { get; init; }

    /// <summary>What was noticed while reading.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
