namespace Worker.Measures;

/// <summary>A measure of quality.</summary>
/// <param name="Name">As in a spec, e.g. `macro_ap`.</param>
/// <param name="Direction">Which values are better.</param>
/// <param name="Timing">When it is computed.</param>
/// <param name="NeedsProbabilities">Absent where scores are no probabilities.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record Measure(string Name, Direction Direction, Timing Timing, bool NeedsProbabilities, string Meaning);

internal enum Direction
{
    HigherIsBetter,
    LowerIsBetter,

    /// <summary>A count that says how much of the data a measure speaks about.</summary>
    Neither,
}

internal enum Timing
{
    EachEpoch,

    /// <summary>Once, for the finished model: too slow for each epoch.</summary>
    AtTheEnd,
}
