namespace Worker.Measures;

/// <summary>
/// How much more a hit on a rare label counts, since rare labels are missing from the truth more often: Jain, Prabhu,
/// Varma, "Extreme Multi-label Loss Functions", KDD 2016, section 4, with its A = .55 and B = 1.5.
/// </summary>
internal static class Propensity
{
    private const double A = 0.55;
    private const double B = 1.5;

    /// <summary>1/p_c = 1 + K (n_c + B)^-A with K = (ln N - 1)(B + 1)^A; at least 1, which only N below 3 would break. Length C.</summary>
    public static double[] Weights(TrainingCounts training)
    {
        var k = (Math.Log(training.Rows) - 1) * Math.Pow(B + 1, A);
        return Array.ConvertAll(training.Positives, positives => Math.Max(1, 1 + k * Math.Pow(positives + B, -A)));
    }
}
