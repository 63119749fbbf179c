namespace Worker.Data;

/// <summary>A data set as read, before labels are chosen and rows are split.</summary>
/// <param name="LabelNames">Length C.</param>
/// <param name="Attributes">One a feature column.</param>
/// <param name="Rows">All rows, those of a test file last.</param>
/// <param name="TestRows">How many of the last rows came in a test file, or null where the test part is to be cut.</param>
/// <param name="Groups">For each row the number of its group, whose rows must not be separated; null where each row stands alone.</param>
/// <param name="IsDense">Whether the file wrote every value out, so that zeros mean nothing special.</param>
/// <param name="Description">Where the rows come from, for people.</param>
internal sealed record SourceRows(
    IReadOnlyList<string> LabelNames,
    IReadOnlyList<FeatureColumn> Attributes,
    DataPart Rows,
    int? TestRows,
    int[]? Groups,
    bool IsDense,
    string Description);

/// <summary>A feature's name, and whether it is a number (true) or a nominal {0,1} (false), which is never standardised.</summary>
internal readonly record struct FeatureColumn(string Name, bool IsNumeric);
