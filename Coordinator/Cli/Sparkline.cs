using System.Text;

namespace Coordinator.Cli;

/// <summary>A curve in a line of text, one character a point: its lowest value is ▁ and its highest █.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>A curve that is as high everywhere is neither low nor high.</summary>
    private const int Middle = 3;

    /// <param name="values">In order; what is null, or not finite, is a gap.</param>
    /// <param name="width">The most characters. A longer curve is cut into so many parts of equal length, each with its last value.</param>
    /// <param name="scale">Whose lowest and highest value count, to draw several curves on one scale; null: the values' own.</param>
    public static string Of(IReadOnlyList<double?> values, int width, IReadOnlyList<double?>? scale = null)
    {
        var shown = new StringBuilder();
        var points = Points(values, Math.Max(0, width));
        var known = (scale is null ? points : points.Concat(scale)).Where(IsKnown).Select(value => value!.Value).ToList();
        if (known.Count == 0) return new string(' ', points.Count);
        var (low, high) = (known.Min(), known.Max());
        foreach (var point in points)
            shown.Append(!IsKnown(point) ? ' ' : Levels[high > low ? (int)Math.Round(Share(point!.Value, low, high) * (Levels.Length - 1)) : Middle]);
        return shown.ToString();
    }

    /// <summary>Halved first: the distance of the largest numbers is none.</summary>
    private static double Share(double value, double low, double high) => ((value / 2) - (low / 2)) / ((high / 2) - (low / 2));

    private static bool IsKnown(double? value) => value is { } number && double.IsFinite(number);

    private static List<double?> Points(IReadOnlyList<double?> values, int width)
    {
        if (values.Count <= width) return [.. values];
        var points = new List<double?>(width);
        for (var point = 0; point < width; point++)
        {
            var (first, end) = ((int)((long)point * values.Count / width), (int)((point + 1L) * values.Count / width));
            points.Add(Enumerable.Range(first, end - first).Reverse().Select(i => values[i]).FirstOrDefault(IsKnown));
        }
        return points;
    }
}
