namespace Worker.Measures;

/// <summary>A score that is NaN or infinite: the trial has diverged, and nothing can be measured.</summary>
internal sealed class Diverged(int row, int label)
    : Exception($"scores must be finite, but that of row {row}, label {label} is not: the training has diverged")
{
    public int Row { get; } = row;

    public int Label { get; } = label;
}
