using System.Collections.Immutable;
using Shared.Space;

namespace Shared.Catalogue;

/// <summary>A loss, resampling, optimizer or output bias that a spec can choose.</summary>
/// <param name="Name">As in the YAML.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Source">Paper or other origin.</param>
/// <param name="Parameters">In the order in which they are searched: one that others depend on stands before them.</param>
public record ComponentEntry(string Name, string Summary, string Source, ImmutableArray<ParameterEntry> Parameters)
{
    /// <summary>Said whenever a spec can choose it.</summary>
    public string? Warning { get; init; }

    /// <summary>Why <c>choose: all</c> leaves it out; null: it does not.</summary>
    public string? LeftOutOfAll { get; init; }

    public ParameterEntry? Find(string parameter) => Parameters.FirstOrDefault(entry => entry.Name == parameter);
}

/// <summary>What a loss makes of the logits when it is asked for scores.</summary>
public enum ScoreKind
{
    /// <summary>The sigmoid of each cell: a probability, with .5 as its natural threshold.</summary>
    Sigmoid,

    /// <summary>The softmax over a row: a ranking within the row, neither a probability of each label nor with a natural threshold.</summary>
    Softmax,

    /// <summary>The predicted number of labels times the softmax: .5 is its natural threshold, but it can exceed 1 and so is no probability.</summary>
    CountTimesSoftmax,
}

/// <summary>A loss: a component that also says what its scores mean.</summary>
public sealed record LossEntry(string Name, string Summary, string Source, ImmutableArray<ParameterEntry> Parameters)
    : ComponentEntry(Name, Summary, Source, Parameters)
{
    public ScoreKind Score { get; init; } = ScoreKind.Sigmoid;

    /// <summary>Whether it gives rare ones more weight, which oversampling does as well.</summary>
    public bool WeighsPositives { get; init; }

    /// <summary>Settings from its paper or in common use, each run as a baseline trial.</summary>
    public ImmutableArray<PublishedSetting> Published { get; init; } = [];

    /// <summary>Whether a measure can be reported for what it predicts.</summary>
    public bool Reports(MeasureEntry measure) => measure.Needs switch
    {
        MeasureNeed.Scores => true,
        MeasureNeed.NaturalThreshold => Score is not ScoreKind.Softmax,
        MeasureNeed.Probabilities => Score is ScoreKind.Sigmoid,
        _ => throw new InvalidOperationException($"unknown need {measure.Needs}"),
    };
}

/// <summary>A known setting of a loss.</summary>
/// <param name="Name">The baseline trial's name.</param>
/// <param name="Values">By parameter; the others are at their defaults.</param>
public sealed record PublishedSetting(string Name, ImmutableSortedDictionary<string, ParameterValue> Values)
{
    /// <summary>What is known to go wrong with it, or null.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether it runs although the spec's ranges leave it out, since people ask for it by name.</summary>
    public bool RunsOutsideSpace { get; init; }

    public PublishedSetting(string name, params ReadOnlySpan<(string Parameter, ParameterValue Value)> values)
        : this(name, values.ToArray().ToImmutableSortedDictionary(pair => pair.Parameter, pair => pair.Value, StringComparer.Ordinal)) { }
}
