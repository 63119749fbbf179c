using System.Globalization;

namespace Coordinator.Deciding.Views;

/// <summary>A sweep in one sentence: the best, and what it is worth against the baseline and against plain bce.</summary>
public static class Headline
{
    public static string Of(SweepSummary summary)
    {
        if (summary.Best is not { } best) return $"No trial of {summary.Sweep} is completed.";
        var text = $"Best is trial {best.Trial}: {summary.Objective} {Number(best.Value)} (test {Number(best.Test)})";
        if (summary.Baseline is { } baseline) text += $"; baseline {Number(baseline.Value)} (test {Number(baseline.Test)})";
        if (summary.BestBce is { } bce) text += $"; best plain bce, trial {bce.Trial}, {Number(bce.Value)} (test {Number(bce.Test)})";
        return text;
    }

    /// <summary>A measure with four decimals, or a dash where there is none.</summary>
    public static string Number(double? value) => value is { } number ? number.ToString("F4", CultureInfo.InvariantCulture) : "-";
}
