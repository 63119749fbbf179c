using Worker.Data;

namespace Worker.Measures;

/// <summary>
/// Measures of each row's ranking of labels: ranking_loss (a tie is an error), coverage and lrap. Rows without labels, or
/// with all of them, count as scikit-learn counts them: loss 0, coverage 0 without labels, lrap 1.
/// </summary>
internal static class RowRanking
{
    /// <param name="scores">N by C, row after row.</param>
    public static void AddTo(MeasureValues values, ReadOnlySpan<float> scores, LabelRows truth)
    {
        var (loss, coverage, precision) = (0.0, 0.0, 0.0);
        var present = new float[truth.Labels];
        for (var row = 0; row < truth.Count; row++)
        {
            var ofRow = scores.Slice(row * truth.Labels, truth.Labels);
            var positives = truth.Of(row);
            for (var i = 0; i < positives.Length; i++) present[i] = ofRow[positives[i]];
            var sorted = present.AsSpan(0, positives.Length);
            sorted.Sort();
            if (positives.IsEmpty)
            {
                precision += 1;
                continue;
            }

            coverage += ScoreCounts.AtLeast(ofRow, sorted[0]);
            var (wrongPairs, precisions) = Count(ofRow, sorted);
            var pairs = (long)positives.Length * (truth.Labels - positives.Length);
            if (pairs > 0) loss += (double)wrongPairs / pairs;
            precision += pairs > 0 ? precisions / positives.Length : 1;
        }

        values.AddMean("ranking_loss", loss, truth.Count);
        values.AddMean("coverage", coverage, truth.Count);
        values.AddMean("lrap", precision, truth.Count);
    }

    /// <summary>Pairs in the wrong order, and the sum over present labels of the precision at their rank.</summary>
    private static (long WrongPairs, double Precisions) Count(ReadOnlySpan<float> ofRow, ReadOnlySpan<float> ascending)
    {
        var wrong = 0L;
        var precisions = 0.0;
        var first = 0;
        while (first < ascending.Length)
        {
            var next = first + 1;
            while (next < ascending.Length && ascending[next] == ascending[first]) next++;
            var atLeast = ScoreCounts.AtLeast(ofRow, ascending[first]);
            var present = ascending.Length - first;
            wrong += (long)(next - first) * (atLeast - present);
            precisions += (next - first) * (double)present / atLeast;
            first = next;
        }

        return (wrong, precisions);
    }
}
