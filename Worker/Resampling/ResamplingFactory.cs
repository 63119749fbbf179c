using Shared.Trials;
using Worker.Data;

namespace Worker.Resampling;

/// <summary>Makes the resampling that a trial's settings name.</summary>
internal static class ResamplingFactory
{
    /// <summary>The resamplings that exist, by their names in the catalogue.</summary>
    public static IReadOnlyCollection<string> Names => [NoResampling.Name, Oversampling.Name];

    /// <exception cref="ArgumentException">There is no such resampling.</exception>
    public static IResampling Create(Component settings, LabelRows train) => settings.Name switch
    {
        NoResampling.Name => new NoResampling(train),
        Oversampling.Name => new Oversampling(train, settings.Number("positive_share"), Quantile(train.CountPositives(), settings.Number("rare_below"))),
        _ => throw new ArgumentException($"there is no resampling named '{settings.Name}'"),
    };

    /// <summary>The count below which a share of the labels lies, between two counts in proportion; .5 is the median.</summary>
    private static double Quantile(int[] counts, double share)
    {
        int[] sorted = [.. counts.Order()];
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
