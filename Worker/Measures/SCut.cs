namespace Worker.Measures;

/// <summary>
/// A threshold for each label that maximises its F1, of equals the highest; score >= threshold predicts. Where the
/// best F1 stays below <see cref="Fallback"/>, the threshold is the highest score seen: SCutFBR.1 of Yang, "A study on
/// thresholding strategies for text categorization", SIGIR 2001. A threshold tuned on one or two positives fits their
/// noise and costs many false positives elsewhere.
/// </summary>
internal static class SCut
{
    /// <summary>fbr, the F1 below which a label falls back.</summary>
    public const double Fallback = 0.1;

    /// <summary>Lowering a threshold to a negative's score only adds a false positive, so that one of the s_i is best.</summary>
    /// <returns>The number i of the best s_i for one half and its F1; -1 without positives.</returns>
    public static (int Rank, double F1) Best(RankCounts counts, int half)
    {
        var best = (-1, 0.0);
        if (counts.Positives[half] == 0) return best;
        for (var i = 0; i < counts.Distinct; i++)
        {
            var f1 = F1(counts.Hits[half][i], counts.AtLeast[half][i], counts.Positives[half]);
            if (f1 > best.Item2) best = (i, f1);
        }

        return best;
    }

    /// <summary>Tunes on both halves together: the thresholds to keep with a model. Length C.</summary>
    public static float[] Tune(ScoreColumns columns, ColumnPositives positives, double fallback)
    {
        var thresholds = new float[columns.Labels];
        var counts = new RankCounts(columns.Rows);
        for (var label = 0; label < thresholds.Length; label++)
        {
            counts.Count(columns, positives, label);
            var (rank, f1) = (-1, 0.0);
            for (var i = 0; i < counts.Distinct; i++)
            {
                var candidate = F1(
                    counts.Hits[0][i] + counts.Hits[1][i], counts.AtLeast[0][i] + counts.AtLeast[1][i], counts.Positives[0] + counts.Positives[1]);
                if (candidate > f1) (rank, f1) = (i, candidate);
            }

            thresholds[label] = rank < 0 || f1 < fallback ? ScoreCounts.Highest(columns.Of(label)) : counts.Scores[rank];
        }

        return thresholds;
    }

    /// <summary>
    /// Tunes on each half and applies to the other, for one label: predictions made with thresholds that have not seen
    /// the truth they are judged by.
    /// </summary>
    public static Confusion CrossFit(RankCounts counts, ReadOnlySpan<float> column, int firstHalf)
    {
        var first = column[..firstHalf];
        var second = column[firstHalf..];
        return Apply(counts, 0, first, 1, second) + Apply(counts, 1, second, 0, first);
    }

    private static Confusion Apply(RankCounts counts, int tuned, ReadOnlySpan<float> tunedOn, int judged, ReadOnlySpan<float> judgedOn)
    {
        var positives = counts.Positives[judged];
        var (rank, f1) = Best(counts, tuned);
        if (rank >= 0 && f1 >= Fallback)
            return Confusion.Of(counts.Hits[judged][rank], counts.AtLeast[judged][rank], positives, judgedOn.Length);

        var threshold = ScoreCounts.Highest(tunedOn);
        return Confusion.Of(
            HitsAtLeast(counts, judged, threshold), ScoreCounts.AtLeast(judgedOn, threshold), positives, judgedOn.Length);
    }

    private static int HitsAtLeast(RankCounts counts, int half, float threshold)
    {
        var hits = 0;
        for (var i = 0; i < counts.Distinct && counts.Scores[i] >= threshold; i++) hits = counts.Hits[half][i];
        return hits;
    }

    private static double F1(int hits, int predicted, int positives) => 2.0 * hits / (predicted + positives);
}
