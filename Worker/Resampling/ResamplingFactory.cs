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
        Oversampling.Name => new Oversampling(train, settings.Number("positive_share"), RareBelow(settings)),
        _ => throw new ArgumentException($"there is no resampling named '{settings.Name}'"),
    };

    /// <summary>Null, for the median, where a spec leaves it out.</summary>
    private static double? RareBelow(Component oversample) =>
        oversample.Parameters.TryGetValue("rare_below", out var count) ? count.AsDouble() : null;
}
