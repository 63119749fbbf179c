using Worker.Data;

namespace Tests.Measures;

/// <summary>Measures written down as they are defined, in the time of all pairs, to compare the fast ones with.</summary>
internal static class Naive
{
    public static double? AveragePrecision(IReadOnlyList<(float Score, bool Truth)> cells)
    {
        var positives = cells.Count(cell => cell.Truth);
        if (positives == 0) return null;
        var (sum, recall) = (0.0, 0.0);
        foreach (var threshold in cells.Select(cell => cell.Score).Distinct().OrderDescending())
        {
            var taken = cells.Count(cell => cell.Score >= threshold);
            var hits = cells.Count(cell => cell.Score >= threshold && cell.Truth);
            sum += ((double)hits / positives - recall) * hits / taken;
            recall = (double)hits / positives;
        }

        return sum;
    }

    public static double? AreaUnderCurve(IReadOnlyList<(float Score, bool Truth)> cells)
    {
        var (pairs, right) = (0.0, 0.0);
        foreach (var positive in cells.Where(cell => cell.Truth))
            foreach (var negative in cells.Where(cell => !cell.Truth))
            {
                pairs++;
                right += positive.Score > negative.Score ? 1 : positive.Score == negative.Score ? 0.5 : 0;
            }

        return pairs == 0 ? null : right / pairs;
    }

    /// <summary>The highest of the thresholds with the best F1 among all distinct scores; the highest score below the fallback, infinity without any.</summary>
    public static float BestThreshold(IReadOnlyList<(float Score, bool Truth)> cells, double fallback)
    {
        var highest = cells.Count == 0 ? float.PositiveInfinity : cells.Max(cell => cell.Score);
        var best = (Threshold: highest, F1: 0.0);
        foreach (var threshold in cells.Select(cell => cell.Score).Distinct().OrderDescending())
        {
            var hits = cells.Count(cell => cell.Score >= threshold && cell.Truth);
            var f1 = 2.0 * hits / (cells.Count(cell => cell.Score >= threshold) + cells.Count(cell => cell.Truth));
            if (f1 > best.F1) best = (threshold, f1);
        }

        return best.F1 >= fallback ? best.Threshold : highest;
    }

    public static (int Tp, int Fp, int Fn) Confusion(IEnumerable<(float Score, bool Truth)> cells, float threshold)
    {
        var (tp, fp, fn) = (0, 0, 0);
        foreach (var (score, truth) in cells)
        {
            if (score >= threshold && truth) tp++;
            else if (score >= threshold) fp++;
            else if (truth) fn++;
        }

        return (tp, fp, fn);
    }

    public static double F1((int Tp, int Fp, int Fn) counts) =>
        counts is (0, 0, 0) ? 0 : 2.0 * counts.Tp / (2 * counts.Tp + counts.Fp + counts.Fn);

    public static List<(float Score, bool Truth)> Column(float[] scores, LabelRows truth, int label) =>
        [.. Enumerable.Range(0, truth.Count).Select(row => (scores[row * truth.Labels + label], truth.Of(row).Contains(label)))];

    public static List<(float Score, bool Truth)> Row(float[] scores, LabelRows truth, int row) =>
        [.. Enumerable.Range(0, truth.Labels).Select(label => (scores[row * truth.Labels + label], truth.Of(row).Contains(label)))];
}
