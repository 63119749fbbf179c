namespace Worker.Data;

/// <summary>
/// The labels of rows, sparse: row i carries the labels Indices[Offsets[i]] up to Indices[Offsets[i+1] - 1],
/// ascending, without repetition, below <see cref="Labels"/>. A row without labels is legal.
/// </summary>
internal sealed class LabelRows
{
    /// <exception cref="ArgumentException">The arrays do not describe label rows.</exception>
    public LabelRows(int labels, int[] offsets, int[] indices)
    {
        RowShape.Check(labels, offsets, indices);
        Labels = labels;
        Offsets = offsets;
        Indices = indices;
    }

    /// <summary>The number of labels, C.</summary>
    public int Labels { get; }

    /// <summary>Length Count + 1.</summary>
    public int[] Offsets { get; }

    public int[] Indices { get; }

    /// <summary>The number of rows, N.</summary>
    public int Count => Offsets.Length - 1;

    public ReadOnlySpan<int> Of(int row) => Indices.AsSpan(Offsets[row]..Offsets[row + 1]);

    /// <summary>n_c: how many rows carry each label. Length <see cref="Labels"/>.</summary>
    public int[] CountPositives()
    {
        var positives = new int[Labels];
        foreach (var label in Indices) positives[label]++;
        return positives;
    }

    /// <summary>The given rows, in the given order.</summary>
    public LabelRows Select(ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++) offsets[i + 1] = offsets[i] + Of(rows[i]).Length;
        var indices = new int[offsets[^1]];
        for (var i = 0; i < rows.Length; i++) Of(rows[i]).CopyTo(indices.AsSpan(offsets[i]));
        return new LabelRows(Labels, offsets, indices);
    }

    /// <summary>Keeps the given labels and numbers them in the given order.</summary>
    public LabelRows SelectLabels(ReadOnlySpan<int> labels)
    {
        var numbers = new int[Labels];
        Array.Fill(numbers, -1);
        for (var i = 0; i < labels.Length; i++) numbers[labels[i]] = i;

        var rows = new List<int[]>(Count);
        for (var row = 0; row < Count; row++)
        {
            var kept = new List<int>();
            foreach (var label in Of(row))
                if (numbers[label] >= 0) kept.Add(numbers[label]);
            kept.Sort();
            rows.Add([.. kept]);
        }

        return FromRows(labels.Length, rows);
    }

    /// <summary>From one ascending array of labels a row.</summary>
    public static LabelRows FromRows(int labels, IReadOnlyList<int[]> rows)
    {
        var offsets = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++) offsets[i + 1] = offsets[i] + rows[i].Length;
        var indices = new int[offsets[^1]];
        for (var i = 0; i < rows.Count; i++) rows[i].CopyTo(indices, offsets[i]);
        return new LabelRows(labels, offsets, indices);
    }
}
