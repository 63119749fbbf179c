using System.Numerics;
using System.Runtime.InteropServices;

namespace Worker.Measures;

/// <summary>
/// Scores by label instead of by row, each column in two halves: first the even rows, then the odd ones. Thresholds are
/// cross-fitted on them; alternating, they differ little even where a file is sorted.
/// </summary>
internal sealed class ScoreColumns(int rows, int labels)
{
    /// <summary>A block of 32 rows by 32 labels of each side stays in the first-level cache.</summary>
    private const int Block = 32;

    /// <summary>C by N.</summary>
    private readonly float[] _scores = new float[checked(rows * labels)];

    public int Rows => rows;

    public int Labels => labels;

    /// <summary>The number of rows in the first half.</summary>
    public int FirstHalf => PositionOf(1, rows);

    /// <summary>All cells, in no order that matters.</summary>
    public ReadOnlySpan<float> All => _scores;

    public ReadOnlySpan<float> Of(int label) => _scores.AsSpan(label * rows, rows);

    /// <summary>Where a row stands within a column.</summary>
    public static int PositionOf(int row, int rows) => (row & 1) == 0 ? row >> 1 : ((rows + 1) >> 1) + (row >> 1);

    /// <param name="scores">N by C, row after row.</param>
    /// <exception cref="Diverged">A score is NaN or infinite.</exception>
    public void Load(ReadOnlySpan<float> scores)
    {
        if (scores.Length != _scores.Length)
            throw new ArgumentException($"{rows} rows of {labels} labels need {_scores.Length} scores, but there are {scores.Length}");
        ExpectFinite(scores);
        for (var row = 0; row < rows; row += Block)
            for (var label = 0; label < labels; label += Block)
                LoadBlock(scores, row, Math.Min(row + Block, rows), label, Math.Min(label + Block, labels));
    }

    private void LoadBlock(ReadOnlySpan<float> scores, int row, int lastRow, int label, int lastLabel)
    {
        for (; row < lastRow; row++)
        {
            var source = scores.Slice(row * labels + label, lastLabel - label);
            var target = label * rows + PositionOf(row, rows);
            foreach (var score in source)
            {
                _scores[target] = score;
                target += rows;
            }
        }
    }

    private void ExpectFinite(ReadOnlySpan<float> scores)
    {
        // x - x is 0 for finite x and NaN for others.
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var differences = Vector<float>.Zero;
        foreach (var vector in vectors) differences += vector - vector;
        var sum = Vector.Sum(differences);
        foreach (var score in scores[(vectors.Length * Vector<float>.Count)..]) sum += score - score;
        if (sum == 0) return;

        for (var i = 0; i < scores.Length; i++)
            if (!float.IsFinite(scores[i])) throw new Diverged(i / labels, i % labels);
    }
}
