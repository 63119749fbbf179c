using Worker.Data;

namespace Worker.Measures;

/// <summary>Measures of each row's first k labels; of equal scores the lower label comes first.</summary>
internal static class TopLabels
{
    private const int Longest = 5;

    private static readonly int[] Lengths = [1, 3, 5];

    /// <param name="scores">N by C, row after row.</param>
    public static void AddTo(MeasureValues values, ReadOnlySpan<float> scores, LabelRows truth, TrainingCounts training)
    {
        var weights = Propensity.Weights(training);
        var tallies = Array.ConvertAll(Lengths, length => new Tally(length));
        var top = new int[Math.Min(Longest, truth.Labels)];
        for (var row = 0; row < truth.Count; row++)
        {
            Select(scores.Slice(row * truth.Labels, truth.Labels), top);
            foreach (var tally in tallies) tally.Add(top, truth.Of(row), weights);
        }

        foreach (var tally in tallies) values.AddMean($"precision_at_{tally.Length}", tally.Precision, truth.Count);
        foreach (var tally in tallies) values.AddMean($"ndcg_at_{tally.Length}", tally.Gain, tally.RowsWithLabels);
        foreach (var tally in tallies)
            if (tally.BestWeight > 0) values.Add($"psp_at_{tally.Length}", tally.Weight / tally.BestWeight);
    }

    /// <summary>Fills <paramref name="top"/> with the labels of the highest scores, highest first.</summary>
    internal static void Select(ReadOnlySpan<float> ofRow, Span<int> top)
    {
        var filled = 0;
        for (var label = 0; label < ofRow.Length; label++)
        {
            if (filled == top.Length && ofRow[top[^1]] >= ofRow[label]) continue;
            var place = filled < top.Length ? filled++ : top.Length - 1;
            while (place > 0 && ofRow[top[place - 1]] < ofRow[label])
            {
                top[place] = top[place - 1];
                place--;
            }

            top[place] = label;
        }
    }

    /// <summary>Sums over rows for one k.</summary>
    private sealed class Tally(int length)
    {
        public int Length => length;

        public double Precision { get; private set; }

        public double Gain { get; private set; }

        public double Weight { get; private set; }

        public double BestWeight { get; private set; }

        public int RowsWithLabels { get; private set; }

        public void Add(ReadOnlySpan<int> top, ReadOnlySpan<int> positives, double[] weights)
        {
            if (positives.IsEmpty) return;
            RowsWithLabels++;
            var (hits, gain, weight) = (0, 0.0, 0.0);
            for (var rank = 0; rank < Math.Min(length, top.Length); rank++)
            {
                if (positives.BinarySearch(top[rank]) < 0) continue;
                hits++;
                gain += Discount(rank);
                weight += weights[top[rank]];
            }

            Precision += (double)hits / length;
            Gain += gain / Enumerable.Range(0, Math.Min(length, positives.Length)).Sum(Discount);
            Weight += weight;
            BestWeight += positives.ToArray().Select(label => weights[label]).OrderDescending().Take(length).Sum();
        }

        private static double Discount(int rank) => 1 / Math.Log2(rank + 2);
    }
}
