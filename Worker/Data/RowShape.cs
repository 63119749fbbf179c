namespace Worker.Data;

/// <summary>What compressed rows must satisfy, so that readers may index without asking again.</summary>
internal static class RowShape
{
    /// <exception cref="ArgumentException">Offsets do not ascend from 0 to the number of indices, or a row's indices do not ascend within the columns.</exception>
    public static void Check(int columns, int[] offsets, int[] indices)
    {
        if (columns < 0) throw new ArgumentException("the number of columns must not be negative");
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != indices.Length)
            throw new ArgumentException("offsets must begin with 0 and end with the number of entries");
        for (var row = 0; row + 1 < offsets.Length; row++)
        {
            if (offsets[row] > offsets[row + 1] || offsets[row + 1] > indices.Length)
                throw new ArgumentException($"offsets must ascend, but do not at row {row}");
            var previous = -1;
            foreach (var index in indices.AsSpan(offsets[row]..offsets[row + 1]))
            {
                if (index <= previous || index >= columns)
                    throw new ArgumentException($"indices must ascend below {columns}, but row {row} has {index} after {previous}");
                previous = index;
            }
        }
    }
}
