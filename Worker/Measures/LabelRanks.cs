namespace Worker.Measures;

/// <summary>The rank counts of one label's column, of each half and of both. A workspace for one label after the other.</summary>
internal sealed class LabelRanks
{
    private readonly ScoreScale _scale;
    private readonly float[] _gathered;

    /// <param name="rows">N, which no label's positives exceed.</param>
    public LabelRanks(int rows)
    {
        _scale = new ScoreScale(rows);
        _gathered = new float[rows];
        First = new RankCounts(_scale, rows);
        Second = new RankCounts(_scale, rows);
        Whole = new RankCounts(_scale, rows);
    }

    public RankCounts First { get; }

    public RankCounts Second { get; }

    public RankCounts Whole { get; }

    public void Count(ScoreColumns columns, ColumnPositives positives, int label)
    {
        var column = columns.Of(label);
        _scale.Set(Gather(column, positives.Of(label)));
        First.Count(Gather(column, positives.FirstHalfOf(label)), column[..columns.FirstHalf]);
        Second.Count(Gather(column, positives.SecondHalfOf(label)), column[columns.FirstHalf..]);
        Whole.SetSum(First, Second);
    }

    private ReadOnlySpan<float> Gather(ReadOnlySpan<float> column, ReadOnlySpan<int> positions)
    {
        var gathered = _gathered.AsSpan(0, positions.Length);
        for (var i = 0; i < positions.Length; i++) gathered[i] = column[positions[i]];
        gathered.Sort();
        return gathered;
    }
}
