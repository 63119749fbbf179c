namespace Worker.Measures;

/// <summary>How many cells and how many positives among them reach each score of a <see cref="ScoreScale"/>.</summary>
/// <remarks>An instance is a workspace: counting overwrites what was there.</remarks>
internal sealed class RankCounts(ScoreScale scale, int capacity)
{
    /// <summary>Up to here, comparing every cell with every s_i by vectors is faster than a look into the table for each; measured with 6,400 cells.</summary>
    private const int MostCompared = 16;

    private readonly int[] _hits = new int[capacity];
    private readonly int[] _atLeast = new int[capacity];
    private readonly int[] _equal = new int[capacity];
    private readonly int[] _upTo = new int[capacity + 1];

    public ScoreScale Scale => scale;

    public int Positives { get; private set; }

    public int Cells { get; private set; }

    /// <summary>[i]: positives with a score of at least s_i.</summary>
    public ReadOnlySpan<int> Hits => _hits.AsSpan(0, scale.Distinct);

    /// <summary>[i]: cells with a score of at least s_i.</summary>
    public ReadOnlySpan<int> AtLeast => _atLeast.AsSpan(0, scale.Distinct);

    /// <summary>[i]: cells with a score of exactly s_i.</summary>
    public ReadOnlySpan<int> Equal => _equal.AsSpan(0, scale.Distinct);

    /// <param name="positives">Ascending scores, each of which is on the scale.</param>
    /// <param name="cells">Scores of positives and negatives.</param>
    public void Count(ReadOnlySpan<float> positives, ReadOnlySpan<float> cells)
    {
        Positives = positives.Length;
        Cells = cells.Length;
        if (scale.Distinct == 0) return;
        CountHits(positives);
        if (scale.Distinct <= MostCompared) CompareCells(cells);
        else PlaceCells(cells);
    }

    /// <summary>Adds up two counts on the same scale.</summary>
    public void SetSum(RankCounts a, RankCounts b)
    {
        Positives = a.Positives + b.Positives;
        Cells = a.Cells + b.Cells;
        for (var i = 0; i < scale.Distinct; i++)
        {
            _hits[i] = a._hits[i] + b._hits[i];
            _atLeast[i] = a._atLeast[i] + b._atLeast[i];
            _equal[i] = a._equal[i] + b._equal[i];
        }
    }

    /// <summary>AP: the sum over distinct scores of the recall gained times the precision there, so that ties count at once; null without positives.</summary>
    public double? AveragePrecision()
    {
        if (Positives == 0) return null;
        var sum = 0.0;
        var above = 0;
        for (var i = scale.Distinct - 1; i >= 0; i--)
        {
            sum += (_hits[i] - above) * ((double)_hits[i] / _atLeast[i]);
            above = _hits[i];
        }

        return sum / Positives;
    }

    /// <summary>The share of pairs of a positive and a negative that are in the right order, a tie being half right; null without a pair.</summary>
    public double? AreaUnderCurve()
    {
        var negatives = Cells - Positives;
        if (Positives == 0 || negatives == 0) return null;
        // Pairs may exceed 2^63, where doubles still have sixteen digits.
        var wrong = 0.0;
        var above = 0;
        for (var i = scale.Distinct - 1; i >= 0; i--)
        {
            var group = _hits[i] - above;
            var negativesAtLeast = _atLeast[i] - _hits[i];
            var tied = _equal[i] - group;
            wrong += group * (negativesAtLeast - tied / 2.0);
            above = _hits[i];
        }

        return 1 - wrong / ((double)Positives * negatives);
    }

    /// <summary>
    /// The i whose s_i as threshold gives the highest F1, of equals the highest, and that F1; null without positives. Other
    /// thresholds need not be tried: lowering one to a negative's score only adds a false positive.
    /// </summary>
    public (int Rank, double F1)? BestThreshold()
    {
        if (Positives == 0) return null;
        var best = (Rank: -1, F1: -1.0);
        for (var i = scale.Distinct - 1; i >= 0; i--)
        {
            var f1 = 2.0 * _hits[i] / (_atLeast[i] + Positives);
            if (f1 > best.F1) best = (i, f1);
        }

        return best;
    }

    private void CountHits(ReadOnlySpan<float> positives)
    {
        var first = 0;
        for (var i = 0; i < scale.Distinct; i++)
        {
            while (first < positives.Length && positives[first] < scale.Scores[i]) first++;
            _hits[i] = positives.Length - first;
        }
    }

    private void CompareCells(ReadOnlySpan<float> cells)
    {
        for (var i = 0; i < scale.Distinct; i++)
            (_atLeast[i], _equal[i]) = ScoreCounts.AtLeastAndEqual(cells, scale.Scores[i]);
    }

    private void PlaceCells(ReadOnlySpan<float> cells)
    {
        var upTo = _upTo.AsSpan(0, scale.Distinct + 1);
        var equal = _equal.AsSpan(0, scale.Distinct);
        upTo.Clear();
        equal.Clear();
        scale.CountPlaces(cells, upTo, equal);
        var above = upTo[^1];
        for (var i = scale.Distinct - 1; i >= 0; i--)
        {
            _atLeast[i] = above + equal[i];
            above += upTo[i];
        }
    }
}
