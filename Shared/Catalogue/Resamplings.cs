using System.Collections.Immutable;
using Shared.Space;
using static Shared.Catalogue.ParameterEntry;

namespace Shared.Catalogue;

/// <summary>How the rows of an epoch are drawn.</summary>
public static class Resamplings
{
    public static ComponentEntry None { get; } = new("none", "Each row once an epoch.", "standard", []);

    public static ComponentEntry Oversample { get; } = new("oversample", "Rows with a rare label are drawn with replacement until they have a given share of an epoch.",
        "TensorFlow's sample_from_datasets",
        [
            Number("positive_share", LegalValues.Number.Share, 0.5, "share of an epoch's rows that carry a rare label", new Domain.Real(0.1, 0.9, false)),
            OptionalWhole("rare_below", new(1, int.MaxValue), new Domain.Whole(10, 1000, true), "the most positives in training of a label that is rare; left out: their median over labels"),
        ]);

    public static ImmutableArray<ComponentEntry> All { get; } = [None, Oversample];
}
