using System.Globalization;
using Shared.Randomness;

namespace Tests.EndToEnd;

/// <summary>
/// A small data set in Mulan's form that can be learnt: a label holds where its own mix of the features is large, the
/// first label on half of the rows, the last on a tenth. The same on every call.
/// </summary>
internal static class MulanFiles
{
    public const string Rows = "rows.arff", Labels = "labels.xml";

    private const int RowCount = 120, FeatureCount = 12;

    private static readonly double[] LabelShares = [0.5, 0.4, 0.3, 0.2, 0.15, 0.1];

    /// <summary>Rows as lists of values.</summary>
    public static void WriteDense(string folder) => Write(folder, values => string.Join(',', values));

    /// <summary>Rows as pairs of index and value, zeros left out.</summary>
    public static void WriteSparse(string folder) =>
        Write(folder, values => $"{{{string.Join(',', values.Index().Where(value => value.Item != "0").Select(value => $"{value.Index} {value.Item}"))}}}");

    private static void Write(string folder, Func<string[], string> row)
    {
        IEnumerable<string> lines =
        [
            "@relation made",
            .. Enumerable.Range(0, FeatureCount).Select(feature => $"@attribute feature{feature} numeric"),
            .. LabelShares.Index().Select(label => $"@attribute label{label.Index} {{0,1}}"),
            "@data",
            .. Make().Select(row),
        ];
        File.WriteAllLines(Path.Combine(folder, Rows), lines);
        File.WriteAllText(
            Path.Combine(folder, Labels),
            $"<labels xmlns=\"http://mulan.sourceforge.net/labels\">{string.Concat(LabelShares.Index().Select(label => $"<label name=\"label{label.Index}\"></label>"))}</labels>");
    }

    private static IEnumerable<string[]> Make()
    {
        var random = new SeededGenerator(1, "mulan");
        var mixes = Table(LabelShares.Length);
        var features = Table(RowCount);
        var scores = features.Select(row => mixes.Select(mix => row.Zip(mix, (value, weight) => value * weight).Sum()).ToArray()).ToArray();
        var thresholds = LabelShares.Index().Select(label => scores.Select(row => row[label.Index]).OrderDescending().ElementAt((int)(RowCount * label.Item))).ToArray();
        return features.Zip(scores, (row, score) => (string[])
        [
            .. row.Select(value => value.ToString(CultureInfo.InvariantCulture)),
            .. score.Zip(thresholds, (value, threshold) => value > threshold ? "1" : "0"),
        ]);

        // A third of the values is zero, so that sparse rows are.
        double[][] Table(int count) => [.. Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, FeatureCount).Select(_ => random.NextInt32(3) == 0 ? 0 : Math.Round((2 * random.NextDouble()) - 1, 3)).ToArray())];
    }
}
