using Worker.Data;

namespace Worker.Measures;

/// <summary>
/// A threshold for each label by which it is predicted as often as its prevalence in training says (Yang 2001,
/// proportional assignment). Ties at the threshold are predicted too.
/// </summary>
internal static class PCut
{
    /// <summary>Thresholds for score >= threshold; infinite where not even one row is due. Length C.</summary>
    /// <param name="scores">N by C, row after row.</param>
    public static float[] Tune(ReadOnlySpan<float> scores, LabelRows rows, TrainingCounts training)
    {
        var thresholds = new float[rows.Labels];
        var column = new float[rows.Count];
        for (var label = 0; label < thresholds.Length; label++)
        {
            for (var row = 0; row < column.Length; row++) column[row] = scores[row * rows.Labels + label];
            Array.Sort(column);
            var due = (int)Math.Round((double)training.Positives[label] / training.Rows * column.Length, MidpointRounding.AwayFromZero);
            thresholds[label] = due == 0 ? float.PositiveInfinity : column[^due];
        }

        return thresholds;
    }
}
