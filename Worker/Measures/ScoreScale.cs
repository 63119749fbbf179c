namespace Worker.Measures;

/// <summary>
/// The K distinct scores of some positives, s_0 &lt; s_1 &lt; ... , and a table which finds a cell's place among them in a
/// step or two: average precision, AUC and the best threshold ask for no more, so that the cells need not be sorted.
/// </summary>
/// <remarks>An instance is a workspace: <see cref="Set"/> overwrites what was there.</remarks>
internal sealed class ScoreScale(int capacity)
{
    /// <summary>2^18 entries of 4 bytes stay in the second-level cache.</summary>
    private const int MostBuckets = 1 << 18;

    /// <summary>Four a score: a bucket then seldom holds two.</summary>
    private const int BucketsPerScore = 4;

    /// <summary>s_i, and behind the last an infinity at which every search ends.</summary>
    private readonly float[] _scores = new float[capacity + 1];

    /// <summary>For each bucket of keys the first i whose s_i lies in it or in a later one; one entry more for the end.</summary>
    private readonly int[] _start = new int[(int)Math.Min(MostBuckets, (long)BucketsPerScore * capacity) + 2];

    private uint _lowestKey;
    private uint _highestKey;

    /// <summary>A key's bucket is its distance from the lowest, shifted right by this.</summary>
    private int _shift;

    /// <summary>K.</summary>
    public int Distinct { get; private set; }

    /// <summary>s_i, ascending.</summary>
    public ReadOnlySpan<float> Scores => _scores.AsSpan(0, Distinct);

    /// <param name="ascending">Scores of positives, ties included.</param>
    public void Set(ReadOnlySpan<float> ascending)
    {
        Distinct = 0;
        foreach (var score in ascending)
            if (Distinct == 0 || _scores[Distinct - 1] != score) _scores[Distinct++] = score;
        _scores[Distinct] = float.PositiveInfinity;
        if (Distinct > 0) FillTable();
    }

    /// <summary>Counts cells by their place: those above s_(i-1) up to s_i into upTo[i], those equal to s_i into equal[i] too.</summary>
    /// <param name="upTo">Length K + 1: the last entry counts cells above all.</param>
    /// <param name="equal">Length K.</param>
    public void CountPlaces(ReadOnlySpan<float> cells, Span<int> upTo, Span<int> equal)
    {
        var scores = _scores.AsSpan(0, Distinct + 1);
        foreach (var cell in cells)
        {
            // Bounds and the first step are written without branches, which would be guessed wrongly half of the time.
            var key = Math.Min(Math.Max(KeyOf(cell), _lowestKey), _highestKey);
            var bucket = (int)((key - _lowestKey) >> _shift);
            var i = _start[bucket];
            i += scores[i] < cell ? 1 : 0;
            if (scores[i] < cell) i = FirstAtLeast(scores, cell, i + 1, _start[bucket + 1]);
            upTo[i]++;
            if (scores[i] == cell) equal[i]++;
        }
    }

    private static int FirstAtLeast(ReadOnlySpan<float> scores, float cell, int first, int end)
    {
        while (first < end)
        {
            var middle = (first + end) >>> 1;
            if (scores[middle] < cell) first = middle + 1;
            else end = middle;
        }

        return first;
    }

    private void FillTable()
    {
        _lowestKey = KeyOf(_scores[0]);
        _highestKey = KeyOf(_scores[Distinct - 1]);
        var buckets = Math.Min(MostBuckets, BucketsPerScore * (long)Distinct);
        for (_shift = 0; (_highestKey - _lowestKey) >> _shift >= buckets; _shift++)
        {
        }

        var bucket = 0;
        for (var i = 0; i < Distinct; i++)
        {
            var last = (int)((KeyOf(_scores[i]) - _lowestKey) >> _shift);
            while (bucket <= last) _start[bucket++] = i;
        }

        _start[bucket] = Distinct;
    }

    /// <summary>Ascends with the score: bits of negative floats descend, so they are flipped; + 0 makes -0 the 0 it equals.</summary>
    private static uint KeyOf(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return bits ^ ((uint)((int)bits >> 31) | 0x80000000);
    }
}
