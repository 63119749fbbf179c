using Shared.Randomness;
using Worker.Data;

namespace Worker.Resampling;

/// <summary>`none`: each row once an epoch, in a new order.</summary>
internal sealed class NoResampling(LabelRows train) : IResampling
{
    public const string Name = "none";

    private readonly ShuffledRows _rows = new([.. Enumerable.Range(0, train.Count)]);

    public IReadOnlyList<string> Warnings => [];

    public double[] ExpectedPositives { get; } = Array.ConvertAll(train.CountPositives(), positives => (double)positives);

    public int[] NextEpoch(int length, SeededGenerator random)
    {
        var epoch = new int[length];
        _rows.Fill(epoch, random);
        return epoch;
    }
}
