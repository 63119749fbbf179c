namespace Tests.Measures;

/// <summary>Measures of one label, from what an evaluation keeps of it alone.</summary>
internal static class Curves
{
    /// <summary>A cut that keeps predicted[k] rows has as many hits as there are entries up to predicted[k].</summary>
    public static double? AveragePrecision(IReadOnlyList<int> predicted) =>
        predicted.Count == 0 ? null : predicted.Average(rows => predicted.Count(other => other <= rows) / (double)rows);

    /// <param name="tied">Negatives with the very score of each positive; null: none.</param>
    public static double? AreaUnderCurve(IReadOnlyList<int> predicted, IReadOnlyList<int>? tied, int rows)
    {
        var negatives = rows - predicted.Count;
        if (predicted.Count == 0 || negatives == 0) return null;
        var wrong = predicted.Index().Sum(entry => entry.Item - predicted.Count(other => other <= entry.Item) - ((tied?[entry.Index] ?? 0) / 2.0));
        return 1 - (wrong / ((double)predicted.Count * negatives));
    }
}
