using Worker.Data;
using Worker.Measures;

namespace Tests.Measures;

/// <summary>The worked example: four rows, three labels, values found with scikit-learn.</summary>
internal static class Example
{
    public static readonly float[] Scores = [.9f, .8f, .3f, .4f, .6f, .6f, .2f, .7f, .1f, .5f, .4f, .95f];

    public static readonly LabelRows Truth = LabelRows.FromRows(3, [[0, 2], [1], [2], [0, 1]]);

    public static PartEvaluator Evaluator => new(Truth, new TrainingCounts(Truth));

    /// <summary>N rows whose labels have n_c positives in training.</summary>
    public static TrainingCounts Training(int rows, params int[] positives) => new(LabelRows.FromRows(
        positives.Length,
        [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, positives.Length).Where(label => row < positives[label]).ToArray())]));
}
