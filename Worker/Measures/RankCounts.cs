namespace Worker.Measures;

/// <summary>
/// How one label's cells compare with its positives' scores, which is all that average precision, AUC and the best
/// threshold ask for, so that the cells need not be sorted.
/// </summary>
/// <remarks>
/// Notation: s_0 > s_1 > ... the K distinct scores of the label's positives; i a number below K; half 0 or 1. An instance
/// is a workspace: <see cref="Count"/> overwrites what was there.
/// </remarks>
internal sealed class RankCounts(int rows)
{
    /// <summary>Up to here, comparing every cell with every s_i by vectors is faster than a binary search a cell; measured with 8,000 cells.</summary>
    private const int MostCompared = 64;

    private readonly float[] _first = new float[rows];
    private readonly float[] _second = new float[rows];

    /// <summary>K.</summary>
    public int Distinct { get; private set; }

    /// <summary>s_i.</summary>
    public float[] Scores { get; } = new float[rows];

    /// <summary>[half][i]: positives of the half with a score of at least s_i.</summary>
    public int[][] Hits { get; } = [new int[rows], new int[rows]];

    /// <summary>[half][i]: cells of the half with a score of at least s_i.</summary>
    public int[][] AtLeast { get; } = [new int[rows], new int[rows]];

    /// <summary>[i]: cells of both halves with the score s_i.</summary>
    public int[] Equal { get; } = new int[rows];

    /// <summary>The number of positives in each half.</summary>
    public int[] Positives { get; } = new int[2];

    public void Count(ScoreColumns columns, ColumnPositives positives, int label)
    {
        var column = columns.Of(label);
        var first = Gather(column, positives.FirstHalfOf(label), _first);
        var second = Gather(column, positives.SecondHalfOf(label), _second);
        Positives[0] = first.Length;
        Positives[1] = second.Length;
        Merge(first, second);
        Equal.AsSpan(0, Distinct).Clear();
        CountCells(column[..columns.FirstHalf], AtLeast[0]);
        CountCells(column[columns.FirstHalf..], AtLeast[1]);
    }

    /// <summary>AP = sum_i (hits_i - hits_(i-1)) / positives * hits_i / atLeast_i, ties grouped; null without positives.</summary>
    public double? AveragePrecision()
    {
        if (Distinct == 0) return null;
        var sum = 0.0;
        var before = 0;
        for (var i = 0; i < Distinct; i++)
        {
            var hits = Hits[0][i] + Hits[1][i];
            sum += (double)(hits - before) * hits / (AtLeast[0][i] + AtLeast[1][i]);
            before = hits;
        }

        return sum / before;
    }

    /// <summary>The share of pairs of a positive and a negative in the right order, ties half; null without a pair.</summary>
    public double? AreaUnderCurve(int cells)
    {
        var positives = Positives[0] + Positives[1];
        var negatives = cells - positives;
        if (positives == 0 || negatives == 0) return null;
        // Twice the wrong pairs, so that a tie is one; whole numbers stay exact.
        var wrong = 0L;
        var before = 0;
        for (var i = 0; i < Distinct; i++)
        {
            var hits = Hits[0][i] + Hits[1][i];
            var negativesAtLeast = AtLeast[0][i] + AtLeast[1][i] - hits;
            var tied = Equal[i] - (hits - before);
            wrong += (hits - before) * (2L * negativesAtLeast - tied);
            before = hits;
        }

        return 1 - wrong / (2.0 * positives * negatives);
    }

    private static Span<float> Gather(ReadOnlySpan<float> column, ReadOnlySpan<int> positions, float[] to)
    {
        for (var i = 0; i < positions.Length; i++) to[i] = column[positions[i]];
        var gathered = to.AsSpan(0, positions.Length);
        gathered.Sort();
        return gathered;
    }

    /// <summary>Merges the ascending scores of both halves into <see cref="Scores"/>, descending and distinct, and counts hits.</summary>
    private void Merge(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        Distinct = 0;
        var i = first.Length - 1;
        var j = second.Length - 1;
        while (i >= 0 || j >= 0)
        {
            var score = j < 0 || (i >= 0 && first[i] >= second[j]) ? first[i] : second[j];
            while (i >= 0 && first[i] == score) i--;
            while (j >= 0 && second[j] == score) j--;
            Scores[Distinct] = score;
            Hits[0][Distinct] = first.Length - 1 - i;
            Hits[1][Distinct] = second.Length - 1 - j;
            Distinct++;
        }
    }

    private void CountCells(ReadOnlySpan<float> cells, int[] atLeast)
    {
        if (Distinct > MostCompared) CountBySearch(cells, atLeast);
        else
            for (var i = 0; i < Distinct; i++)
            {
                (atLeast[i], var equal) = ScoreCounts.AtLeastAndEqual(cells, Scores[i]);
                Equal[i] += equal;
            }
    }

    private void CountBySearch(ReadOnlySpan<float> cells, int[] atLeast)
    {
        var scores = Scores.AsSpan(0, Distinct);
        atLeast.AsSpan(0, Distinct).Clear();
        var lowest = scores[^1];
        foreach (var cell in cells)
        {
            if (cell < lowest) continue;
            var i = FirstAtMost(scores, cell);
            atLeast[i]++;
            if (scores[i] == cell) Equal[i]++;
        }

        for (var i = 1; i < Distinct; i++) atLeast[i] += atLeast[i - 1];
    }

    /// <summary>The first i with s_i at most the cell, which is at least the last. Without branches: they would be guessed wrongly half of the time.</summary>
    private static int FirstAtMost(ReadOnlySpan<float> scores, float cell)
    {
        var start = 0;
        var length = scores.Length;
        while (length > 1)
        {
            var half = length >> 1;
            start += scores[start + half - 1] > cell ? half : 0;
            length -= half;
        }

        return start;
    }
}
