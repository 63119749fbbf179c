namespace Worker.Measures;

/// <summary>
/// A threshold for each row in the middle of the largest gap between its sorted scores: Largeron, Moulin, Géry, "MCut: a
/// thresholding strategy for multi-label classification", IDA 2012. Needs no tuning.
/// </summary>
internal static class MCut
{
    /// <summary>The row's threshold for score >= threshold; of equal gaps the highest. Infinite with fewer than two labels or all scores equal: no gap.</summary>
    public static float Threshold(ReadOnlySpan<float> scoresOfRow)
    {
        var sorted = scoresOfRow.ToArray();
        Array.Sort(sorted);
        var threshold = float.PositiveInfinity;
        var widest = 0.0;
        for (var i = sorted.Length - 1; i > 0; i--)
        {
            var gap = (double)sorted[i] - sorted[i - 1];
            if (gap <= widest) continue;
            widest = gap;
            // Neighbouring floats have no float between them: the middle rounds to one of them, and only the upper may be taken.
            var middle = (float)(sorted[i - 1] + gap / 2);
            threshold = middle > sorted[i - 1] ? middle : sorted[i];
        }

        return threshold;
    }
}
