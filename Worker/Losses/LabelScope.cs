namespace Worker.Losses;

/// <summary>Whether ones and zeros are counted label by label, or over all cells together.</summary>
internal enum LabelScope
{
    Label,
    Cells,
}

internal static class LabelScopes
{
    public static LabelScope Parse(string scope) => scope switch
    {
        "label" => LabelScope.Label,
        "cells" => LabelScope.Cells,
        _ => throw new ArgumentException($"scope must be label or cells, but got {scope}"),
    };

    /// <summary>The share of ones that counts for each label, clipped into (0, 1); length C.</summary>
    public static double[] Shares(this LabelScope scope, LabelStatistics training) => scope switch
    {
        LabelScope.Label => training.Each(training.Share),
        LabelScope.Cells => training.Each(_ => training.CellShare),
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };
}
