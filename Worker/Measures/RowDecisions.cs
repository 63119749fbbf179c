using Worker.Data;

namespace Worker.Measures;

/// <summary>Measures of each row's predicted labels at the natural threshold: sample_f1 and subset_accuracy.</summary>
internal static class RowDecisions
{
    /// <param name="scores">N by C, row after row.</param>
    public static void AddTo(MeasureValues values, ReadOnlySpan<float> scores, LabelRows truth, ScoreKind kind)
    {
        if (kind.NaturalThreshold is not { } threshold) return;
        var f1 = 0.0;
        var exact = 0;
        for (var row = 0; row < truth.Count; row++)
        {
            var ofRow = scores.Slice(row * truth.Labels, truth.Labels);
            var positives = truth.Of(row);
            var hits = 0;
            foreach (var label in positives)
                if (ofRow[label] >= threshold) hits++;
            var decided = Confusion.Of(hits, ScoreCounts.AtLeast(ofRow, threshold), positives.Length, truth.Labels);
            f1 += decided.F1;
            if (decided.FalsePositives + decided.FalseNegatives == 0) exact++;
        }

        values.AddMean("sample_f1", f1, truth.Count);
        values.AddMean("subset_accuracy", exact, truth.Count);
    }
}
