using Shared.Randomness;
using Worker.Data;

namespace Tests.Training;

/// <summary>
/// A data set to train on in a moment: 600 rows of 60 features and 20 labels, about 2 a row. Each label speaks through three
/// features of its own, each present four times in five, among 3 features of noise a row.
/// </summary>
internal static class SmallData
{
    public const int Labels = 20, Features = 60;

    public static PreparedData Create(ulong seed = 1, int train = 400, int validation = 100, int test = 100, bool oneLabel = false) =>
        new([.. Enumerable.Range(0, Labels).Select(label => $"label {label}")], Features,
            Part(train, new SeededGenerator(seed, "train"), oneLabel), Part(validation, new SeededGenerator(seed, "validation"), oneLabel),
            Part(test, new SeededGenerator(seed, "test"), oneLabel), "made for tests", []);

    private static DataPart Part(int rows, SeededGenerator random, bool oneLabel)
    {
        var features = new SparseRowsBuilder(Features);
        var labels = new List<int[]>();
        for (var row = 0; row < rows; row++)
        {
            // Some rows have no label; label 0 is frequent and label 19 rare.
            var count = oneLabel ? 1 : random.NextInt32(5);
            int[] own = [.. Enumerable.Range(0, count).Select(_ => Math.Min(random.NextInt32(Labels), random.NextInt32(Labels))).Distinct().Order()];
            var present = own.SelectMany(label => Enumerable.Range(3 * label, 3)).Where(_ => random.NextDouble() < 0.8).ToHashSet();
            for (var i = 0; i < 3; i++) present.Add(random.NextInt32(Features));
            foreach (var feature in present.Order()) features.Add(feature, 1);
            features.EndRow();
            labels.Add(own);
        }
        return new DataPart(features.Build(), LabelRows.FromRows(Labels, labels));
    }
}
