namespace Worker.Measures;

/// <summary>
/// How all cells compare with all positives' scores: what micro measures ask for. Millions of cells against tens of
/// thousands of scores: a table over the leading 16 bits of a score leaves few candidates for each cell.
/// </summary>
/// <remarks>Notation: s_0 &lt; s_1 &lt; ... the K distinct scores of the positives. An instance is a workspace.</remarks>
internal sealed class PooledCounts(int positives)
{
    private const int Buckets = 1 << 16;

    /// <summary>The first i whose s_i lies in this bucket or a later one.</summary>
    private readonly int[] _start = new int[Buckets + 1];

    private readonly float[] _scores = new float[positives];

    /// <summary>Positives with the score s_i.</summary>
    private readonly int[] _hits = new int[positives];

    /// <summary>Cells above s_(i-1) up to s_i; the last entry counts those above all.</summary>
    private readonly int[] _upTo = new int[positives + 1];

    /// <summary>Cells with the score s_i.</summary>
    private readonly int[] _equal = new int[positives];

    private int _distinct;
    private long _cells;

    public void Count(ScoreColumns columns, ColumnPositives truth)
    {
        GatherPositives(columns, truth);
        FillStarts();
        Array.Clear(_upTo);
        Array.Clear(_equal);
        _cells = columns.All.Length;
        foreach (var cell in columns.All) CountCell(cell);
    }

    /// <summary>Null without positives.</summary>
    public double? AveragePrecision()
    {
        if (positives == 0) return null;
        var sum = 0.0;
        var hits = 0L;
        foreach (var (group, atLeast, _) in Descending())
        {
            hits += group;
            sum += (double)group * hits / atLeast;
        }

        return sum / positives;
    }

    /// <summary>Null without a pair of a positive and a negative.</summary>
    public double? AreaUnderCurve()
    {
        var negatives = _cells - positives;
        if (positives == 0 || negatives == 0) return null;
        // Up to 2^31 positives times 2^31 negatives times two: beyond whole numbers of 64 bits.
        var wrong = 0.0;
        var hits = 0L;
        foreach (var (group, atLeast, equal) in Descending())
        {
            hits += group;
            wrong += group * (atLeast - hits - (equal - group) / 2.0);
        }

        return 1 - wrong / ((double)positives * negatives);
    }

    /// <summary>The threshold, one for all labels, that maximises micro-F1, and that F1; the highest of equals, null without positives.</summary>
    public (float Threshold, double F1)? BestThreshold()
    {
        (float, double)? best = null;
        var bestF1 = -1.0;
        var hits = 0L;
        var i = _distinct;
        foreach (var (group, atLeast, _) in Descending())
        {
            i--;
            hits += group;
            var f1 = 2.0 * hits / (atLeast + positives);
            if (f1 <= bestF1) continue;
            bestF1 = f1;
            best = (_scores[i], f1);
        }

        return best;
    }

    /// <summary>From the highest s_i down: its positives, the cells that reach it, the cells that equal it.</summary>
    private IEnumerable<(int Group, long AtLeast, int Equal)> Descending()
    {
        var above = (long)_upTo[_distinct];
        for (var i = _distinct - 1; i >= 0; i--)
        {
            yield return (_hits[i], above + _equal[i], _equal[i]);
            above += _upTo[i];
        }
    }

    private void GatherPositives(ScoreColumns columns, ColumnPositives truth)
    {
        var gathered = 0;
        for (var label = 0; label < columns.Labels; label++)
        {
            var column = columns.Of(label);
            foreach (var position in truth.Of(label)) _scores[gathered++] = column[position];
        }

        Array.Sort(_scores);
        _distinct = 0;
        for (var i = 0; i < positives; i++)
        {
            if (_distinct > 0 && _scores[_distinct - 1] == _scores[i])
            {
                _hits[_distinct - 1]++;
                continue;
            }

            _scores[_distinct] = _scores[i];
            _hits[_distinct++] = 1;
        }
    }

    private void FillStarts()
    {
        var i = 0;
        for (var bucket = 0; bucket <= Buckets; bucket++)
        {
            while (i < _distinct && BucketOf(_scores[i]) < bucket) i++;
            _start[bucket] = i;
        }
    }

    private void CountCell(float cell)
    {
        var bucket = BucketOf(cell);
        var first = _start[bucket];
        var end = _start[bucket + 1];
        while (first < end)
        {
            var middle = (first + end) >>> 1;
            if (_scores[middle] < cell) first = middle + 1;
            else end = middle;
        }

        _upTo[first]++;
        if (first < _distinct && _scores[first] == cell) _equal[first]++;
    }

    /// <summary>Ascends with the score: bits of negative floats descend, so they are flipped; + 0 makes -0 the 0 it equals.</summary>
    private static int BucketOf(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        var flip = (uint)((int)bits >> 31) | 0x80000000;
        return (int)((bits ^ flip) >> 16);
    }
}
