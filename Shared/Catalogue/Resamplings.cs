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
            // A quantile, not a count: it means the same on every data set.
            Number("rare_below", LegalValues.Number.AtLeast(0, 1), 0.5, "quantile of the labels' counts up to which a label is rare; .5 is the median"),
        ]);

    public static ImmutableArray<ComponentEntry> All { get; } = [None, Oversample];
}
