using System.Collections.Immutable;

namespace Shared.Catalogue;

/// <summary>Everything that can be chosen below <c>search</c>.</summary>
public static class Components
{
    public static ComponentKind Loss { get; } = new("loss", "bce", [.. Losses.All]);

    public static ComponentKind Resampling { get; } = new("resampling", "none", Resamplings.All);

    public static ComponentKind Optimizer { get; } = new("optimizer", "adam", Optimizers.All);

    public static ComponentKind OutputBias { get; } = new("output_bias", "zero", OutputBiases.All);

    /// <summary>In the order of the search space.</summary>
    public static ImmutableArray<ComponentKind> All { get; } = [Loss, Resampling, Optimizer, OutputBias];
}
