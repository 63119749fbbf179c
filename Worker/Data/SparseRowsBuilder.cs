namespace Worker.Data;

/// <summary>Collects sparse rows one entry after the other.</summary>
internal sealed class SparseRowsBuilder(int columns)
{
    private readonly List<int> _offsets = [0];
    private readonly List<int> _indices = [];
    private readonly List<float> _values = [];

    public int Count => _offsets.Count - 1;

    /// <summary>Adds an entry to the row at hand. Zeros are not stored.</summary>
    public void Add(int column, float value)
    {
        if (value == 0) return;
        _indices.Add(column);
        _values.Add(value);
    }

    public void EndRow() => _offsets.Add(_indices.Count);

    public void AddRow(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        _indices.AddRange(indices);
        _values.AddRange(values);
        EndRow();
    }

    public SparseRows Build() => new(columns, [.. _offsets], [.. _indices], [.. _values]);
}
