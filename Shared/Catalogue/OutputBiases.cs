using System.Collections.Immutable;

namespace Shared.Catalogue;

/// <summary>Where the bias of the output layer starts.</summary>
public static class OutputBiases
{
    public static ComponentEntry Zero { get; } = new("zero", "At 0: every label starts at probability one half.", "standard", []);

    public static ComponentEntry Prior { get; } = new("prior",
        "At the log-odds of each label's share in training, as resampled and weighted (softmax heads: its logarithm).", "Lin et al. 2017, arXiv:1708.02002, 4.1", []);

    public static ImmutableArray<ComponentEntry> All { get; } = [Zero, Prior];
}
