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

    /// <summary>The threshold which one label's counts suggest.</summary>
    /// <param name="cells">The scores that were counted, for the fallback.</param>
    public static float Tune(RankCounts counts, ReadOnlySpan<float> cells) =>
        Best(counts) is { } rank ? counts.Scale.Scores[rank] : ScoreCounts.Highest(cells);

    /// <summary>
    /// Tunes on each half and applies to the other, for one label: no cell is judged by a threshold that has seen it.
    /// </summary>
    public static Confusion CrossFit(LabelRanks ranks, ReadOnlySpan<float> column)
    {
        var first = column[..ranks.First.Cells];
        var second = column[ranks.First.Cells..];
        return Apply(ranks.First, first, ranks.Second, second) + Apply(ranks.Second, second, ranks.First, first);
    }

    private static int? Best(RankCounts counts) =>
        counts.BestThreshold() is { } best && best.F1 >= Fallback ? best.Rank : null;

    private static Confusion Apply(RankCounts tuned, ReadOnlySpan<float> tunedOn, RankCounts judged, ReadOnlySpan<float> judgedOn)
    {
        if (Best(tuned) is { } best) return Confusion.Of(judged.Hits[best], judged.AtLeast[best], judged.Positives, judged.Cells);

        var threshold = ScoreCounts.Highest(tunedOn);
        var place = judged.Scale.Scores.BinarySearch(threshold);
        var rank = place < 0 ? ~place : place;
        var hits = rank < judged.Hits.Length ? judged.Hits[rank] : 0;
        return Confusion.Of(hits, ScoreCounts.AtLeast(judgedOn, threshold), judged.Positives, judged.Cells);
    }
}
