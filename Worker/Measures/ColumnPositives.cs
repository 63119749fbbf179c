using Worker.Data;

namespace Worker.Measures;

/// <summary>The positives of each label as positions within its column of <see cref="ScoreColumns"/>, ascending: those of the first half come first.</summary>
internal sealed class ColumnPositives
{
    /// <summary>Length C + 1.</summary>
    private readonly int[] _offsets;

    private readonly int[] _positions;

    /// <summary>Length C: how many of a label's positives lie in the first half.</summary>
    private readonly int[] _inFirstHalf;

    public ColumnPositives(LabelRows truth)
    {
        _offsets = new int[truth.Labels + 1];
        _positions = new int[truth.Indices.Length];
        _inFirstHalf = new int[truth.Labels];
        foreach (var label in truth.Indices) _offsets[label + 1]++;
        for (var label = 0; label < truth.Labels; label++) _offsets[label + 1] += _offsets[label];

        var next = _offsets.AsSpan(..^1).ToArray();
        for (var half = 0; half < 2; half++)
            for (var row = half; row < truth.Count; row += 2)
                foreach (var label in truth.Of(row))
                {
                    _positions[next[label]++] = ScoreColumns.PositionOf(row, truth.Count);
                    if (half == 0) _inFirstHalf[label]++;
                }
    }

    /// <summary>The number of positives of all labels.</summary>
    public int Count => _positions.Length;

    public ReadOnlySpan<int> FirstHalfOf(int label) => _positions.AsSpan(_offsets[label], _inFirstHalf[label]);

    public ReadOnlySpan<int> SecondHalfOf(int label) => _positions.AsSpan((_offsets[label] + _inFirstHalf[label]).._offsets[label + 1]);

    public ReadOnlySpan<int> Of(int label) => _positions.AsSpan(_offsets[label].._offsets[label + 1]);
}
