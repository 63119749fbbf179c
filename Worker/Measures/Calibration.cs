using Worker.Data;

namespace Worker.Measures;

/// <summary>Whether probabilities mean what they say: brier and ece, over all cells.</summary>
internal static class Calibration
{
    private const int Bins = 15;

    /// <param name="scores">N by C probabilities, row after row.</param>
    public static void AddTo(MeasureValues values, ReadOnlySpan<float> scores, LabelRows truth)
    {
        if (scores.IsEmpty) return;
        var squares = 0.0;
        Span<double> excess = stackalloc double[Bins];
        for (var row = 0; row < truth.Count; row++)
        {
            var ofRow = scores.Slice(row * truth.Labels, truth.Labels);
            foreach (var p in ofRow)
            {
                squares += (double)p * p;
                excess[BinOf(p)] += p;
            }

            foreach (var label in truth.Of(row))
            {
                // (p - 1)^2 = p^2 + 1 - 2p.
                squares += 1 - 2.0 * ofRow[label];
                excess[BinOf(ofRow[label])] -= 1;
            }
        }

        var error = 0.0;
        foreach (var sum in excess) error += Math.Abs(sum);
        values.Add("brier", squares / scores.Length);
        values.Add("ece", error / scores.Length);
    }

    private static int BinOf(float p) => Math.Clamp((int)(p * Bins), 0, Bins - 1);
}
