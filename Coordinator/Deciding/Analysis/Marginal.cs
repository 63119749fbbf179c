namespace Coordinator.Deciding.Analysis;

/// <summary>What a forest expects by cell of x, then of y, everything else being as the prior has it.</summary>
/// <param name="Weights">How likely each cell is among those where both exist; 0: never. They sum to 1, unless all are 0.</param>
/// <param name="Means">Over the trees; NaN where the weight is 0.</param>
/// <param name="Spreads">Standard deviation over the trees.</param>
internal sealed record Marginal(double[] Weights, double[] Means, double[] Spreads)
{
    /// <param name="counts">How many points were counted in each cell.</param>
    /// <param name="sums">What each tree predicted there, summed.</param>
    public static Marginal Of(Cells x, Cells y, int[] counts, double[][] sums)
    {
        var (weights, means, spreads) = (new double[counts.Length], new double[counts.Length], new double[counts.Length]);
        for (var cell = 0; cell < counts.Length; cell++)
        {
            weights[cell] = counts[cell] * x.Weights[cell / y.Count] * y.Weights[cell % y.Count];
            var mean = sums.Average(tree => tree[cell] / counts[cell]);
            (means[cell], spreads[cell]) = (mean, Math.Sqrt(sums.Average(tree => Math.Pow(tree[cell] / counts[cell] - mean, 2))));
        }
        var all = weights.Sum();
        if (all > 0) foreach (ref var weight in weights.AsSpan()) weight /= all;
        return new Marginal(weights, means, spreads);
    }

    /// <summary>The variance of the means, cells being as likely as they are.</summary>
    public double Variance()
    {
        var (sum, squares) = (0.0, 0.0);
        for (var cell = 0; cell < Weights.Length; cell++)
            if (Weights[cell] > 0) sum += Weights[cell] * Means[cell];
        for (var cell = 0; cell < Weights.Length; cell++)
            if (Weights[cell] > 0) squares += Weights[cell] * Math.Pow(Means[cell] - sum, 2);
        return squares;
    }
}
