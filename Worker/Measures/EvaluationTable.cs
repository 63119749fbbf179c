using Shared.Trials;

namespace Worker.Measures;

/// <summary>
/// Writes down the curves of one part's labels, as <see cref="EvaluatedPart"/> has them: positives in the order of their ranks, so that
/// nothing is rounded and the rarest label costs least.
/// </summary>
internal static class EvaluationTable
{
    /// <summary>Each positive of a label, by score descending: how many cells score at least as high, and how many negatives as high exactly.</summary>
    public static (int[] Predicted, int[]? Tied) RankedPositives(RankCounts counts)
    {
        var (predicted, tied) = (new int[counts.Positives], new int[counts.Positives]);
        var (next, isTied) = (0, false);
        for (var i = counts.Scale.Distinct - 1; i >= 0; i--)
        {
            var negatives = counts.Equal[i] - (counts.Hits[i] - next);
            isTied |= negatives > 0;
            for (; next < counts.Hits[i]; next++) (predicted[next], tied[next]) = (counts.AtLeast[i], negatives);
        }
        return (predicted, isTied ? tied : null);
    }

    /// <summary>The curve of all cells; where it has too many cuts, as many as may be, at equal distances, with both ends.</summary>
    public static PooledCurve Pooled(RankCounts counts)
    {
        var distinct = counts.Scale.Distinct;
        var cuts = Math.Min(distinct, PooledCurve.MostCuts);
        var (hits, predicted) = (new int[cuts], new int[cuts]);
        for (var cut = 0; cut < cuts; cut++)
        {
            var i = distinct - 1 - (cuts == 1 ? 0 : (int)((long)cut * (distinct - 1) / (cuts - 1)));
            (hits[cut], predicted[cut]) = (counts.Hits[i], counts.AtLeast[i]);
        }
        return new PooledCurve(counts.Positives, counts.Cells, hits, predicted);
    }
}
