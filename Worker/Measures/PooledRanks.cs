namespace Worker.Measures;

/// <summary>The rank counts of all cells of all labels, for micro measures. A workspace.</summary>
internal sealed class PooledRanks
{
    private readonly ScoreScale _scale;
    private readonly float[] _gathered;

    /// <param name="positives">The number of positives of all labels.</param>
    public PooledRanks(int positives)
    {
        _scale = new ScoreScale(positives);
        _gathered = new float[positives];
        Counts = new RankCounts(_scale, positives);
    }

    public RankCounts Counts { get; }

    public void Count(ScoreColumns columns, ColumnPositives positives)
    {
        var next = 0;
        for (var label = 0; label < columns.Labels; label++)
        {
            var column = columns.Of(label);
            foreach (var position in positives.Of(label)) _gathered[next++] = column[position];
        }

        Array.Sort(_gathered);
        _scale.Set(_gathered);
        Counts.Count(_gathered, columns.All);
    }
}
