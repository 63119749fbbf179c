using Shared.Catalogue;
using Worker.Measures;

namespace Tests.Catalogue;

using Measures = Shared.Catalogue.Measures;

/// <summary>What specs can name and what trials report are the same.</summary>
public class MeasureParityTests
{
    private static readonly IReadOnlyList<Measure> Reported = [.. MeasureTable.All.Where(measure => measure.Direction is not Direction.Neither)];

    /// <summary>The loss is reported by whoever trains, not by whoever measures.</summary>
    private static readonly IReadOnlyList<MeasureEntry> Named = [.. Measures.All.Where(measure => measure.Name != Measures.Loss)];

    [Fact]
    public void Every_named_measure_is_reported_and_the_reverse() =>
        Assert.Equal(Reported.Select(measure => measure.Name).Order(), Named.Select(measure => measure.Name).Order());

    [Fact]
    public void They_agree_on_what_is_better_and_on_what_needs_probabilities() => Assert.All(Named, named =>
    {
        var reported = Reported.Single(measure => measure.Name == named.Name);
        Assert.Equal(reported.Direction is Direction.HigherIsBetter, named.HigherIsBetter);
        Assert.Equal(reported.NeedsProbabilities, named.Needs is MeasureNeed.Probabilities);
    });
}
