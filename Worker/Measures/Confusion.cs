namespace Worker.Measures;

/// <summary>Counts of cells by prediction and truth. A ratio of 0/0 is 0, as in scikit-learn.</summary>
internal readonly record struct Confusion(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives)
{
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    public double F1 => Ratio(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    public double Accuracy => Ratio(TruePositives + TrueNegatives, TruePositives + FalsePositives + TrueNegatives + FalseNegatives);

    /// <param name="hits">Positives that are predicted.</param>
    /// <param name="predicted">Cells that are predicted.</param>
    /// <param name="positives">All positives.</param>
    /// <param name="cells">All cells.</param>
    public static Confusion Of(long hits, long predicted, long positives, long cells) =>
        new(hits, predicted - hits, cells - predicted - (positives - hits), positives - hits);

    public static Confusion operator +(Confusion a, Confusion b) => new(
        a.TruePositives + b.TruePositives,
        a.FalsePositives + b.FalsePositives,
        a.TrueNegatives + b.TrueNegatives,
        a.FalseNegatives + b.FalseNegatives);

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
