using TorchSharp;
using Worker.Data;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>
/// Turns sparse rows into the tensors of a mini-batch, over buffers that are used again: a batch must be done with before
/// the next is built.
/// </summary>
internal sealed class BatchBuilder(DataPart part, Device device)
{
    private long[] indices = [];
    private float[] values = [];
    private long[] offsets = [];
    private float[] targets = [];

    /// <summary>Where <see cref="targets"/> holds ones: clearing those is cheaper than clearing every cell.</summary>
    private readonly List<int> ones = [];

    public MiniBatch Build(ReadOnlySpan<int> rows)
    {
        var entries = GatherFeatures(rows);
        GatherLabels(rows);
        return new MiniBatch(
            tensor(indices.AsMemory(0, entries), [entries], dtype: ScalarType.Int64, device: device, requires_grad: false, names: null),
            tensor(offsets.AsMemory(0, rows.Length), [rows.Length], dtype: ScalarType.Int64, device: device, requires_grad: false, names: null),
            tensor(values.AsMemory(0, entries), [entries], dtype: ScalarType.Float32, device: device, requires_grad: false, names: null),
            tensor(targets.AsMemory(0, rows.Length * part.Labels.Labels), [rows.Length, part.Labels.Labels],
                dtype: ScalarType.Float32, device: device, requires_grad: false, names: null));
    }

    /// <returns>How many entries the rows have.</returns>
    private int GatherFeatures(ReadOnlySpan<int> rows)
    {
        var needed = 0;
        foreach (var row in rows) needed += part.Features.IndicesOf(row).Length;
        if (indices.Length < needed) (indices, values) = (new long[2 * needed], new float[2 * needed]);
        if (offsets.Length < rows.Length) offsets = new long[rows.Length];

        var entry = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            offsets[i] = entry;
            part.Features.ValuesOf(rows[i]).CopyTo(values.AsSpan(entry));
            foreach (var feature in part.Features.IndicesOf(rows[i])) indices[entry++] = feature;
        }

        return entry;
    }

    private void GatherLabels(ReadOnlySpan<int> rows)
    {
        foreach (var cell in ones) targets[cell] = 0;
        ones.Clear();
        var labels = part.Labels.Labels;
        if (targets.Length < rows.Length * labels) targets = new float[rows.Length * labels];
        for (var i = 0; i < rows.Length; i++)
            foreach (var label in part.Labels.Of(rows[i]))
            {
                var cell = (i * labels) + label;
                targets[cell] = 1;
                ones.Add(cell);
            }
    }
}
