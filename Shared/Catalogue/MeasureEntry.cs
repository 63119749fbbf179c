namespace Shared.Catalogue;

/// <summary>A measure of quality, reported as <c>train.NAME</c>, <c>validation.NAME</c> and, at the end, <c>test.NAME</c>.</summary>
public sealed record MeasureEntry(string Name, bool HigherIsBetter, MeasureNeed Needs, string Summary);

/// <summary>What a measure needs of a loss's scores; without it the measure is absent from the trial.</summary>
public enum MeasureNeed
{
    /// <summary>An order, or a tuned threshold: every loss has these.</summary>
    Scores,

    /// <summary>A threshold that needs no tuning, such as .5.</summary>
    NaturalThreshold,

    /// <summary>Scores that are probabilities of each label.</summary>
    Probabilities,
}
