namespace Worker.Data;

/// <summary>
/// Feature rows in compressed sparse row form: row i has the entries Offsets[i] up to Offsets[i+1] of
/// <see cref="Indices"/> (columns, ascending, without repetition) and <see cref="Values"/> (finite).
/// </summary>
internal sealed class SparseRows
{
    /// <exception cref="ArgumentException">The arrays do not describe sparse rows.</exception>
    public SparseRows(int columns, int[] offsets, int[] indices, float[] values)
    {
        RowShape.Check(columns, offsets, indices);
        if (values.Length != indices.Length)
            throw new ArgumentException($"as many values as indices are needed, but there are {values.Length} and {indices.Length}");
        foreach (var value in values)
            if (!float.IsFinite(value)) throw new ArgumentException("values must be finite");
        Columns = columns;
        Offsets = offsets;
        Indices = indices;
        Values = values;
    }

    public int Columns { get; }

    /// <summary>Length Count + 1.</summary>
    public int[] Offsets { get; }

    public int[] Indices { get; }

    public float[] Values { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Offsets.Length - 1;

    public ReadOnlySpan<int> IndicesOf(int row) => Indices.AsSpan(Offsets[row]..Offsets[row + 1]);

    public ReadOnlySpan<float> ValuesOf(int row) => Values.AsSpan(Offsets[row]..Offsets[row + 1]);

    /// <summary>The given rows, in the given order.</summary>
    public SparseRows Select(ReadOnlySpan<int> rows)
    {
        var selected = new SparseRowsBuilder(Columns);
        foreach (var row in rows) selected.AddRow(IndicesOf(row), ValuesOf(row));
        return selected.Build();
    }
}
