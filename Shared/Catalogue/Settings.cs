using System.Collections.Immutable;
using Shared.Space;
using static Shared.Catalogue.ParameterEntry;

namespace Shared.Catalogue;

/// <summary>The settings of model and training. Their names are their paths in the search space, which are those of the YAML.</summary>
public static class Settings
{
    public static ParameterEntry Hidden { get; } = new("model.hidden", new LegalValues.Widths(16, 65_536), new ParameterValue.Wholes([256]),
        new Domain.Choice([new ParameterValue.Wholes([256])]), "widths of the hidden layers, from the input on; empty: a linear model");

    public static ParameterEntry Dropout { get; } = Number("model.dropout", LegalValues.Number.BelowOne, 0, "share of hidden units dropped while training");

    public static ParameterEntry Epochs { get; } = Whole("training.epochs", new(1, 100_000), 10, "the most epochs a trial trains");

    public static ParameterEntry BatchSize { get; } = Whole("training.batch_size", new(1, 1_000_000), 256, "rows a step");

    public static ParameterEntry StepsPerEpoch { get; } = OptionalWhole("training.steps_per_epoch", new(1, 1_000_000_000), new Domain.Whole(10, 1000, true),
        "steps an epoch; left out: rows / batch size, rounded up");

    public static ParameterEntry ClipGradient { get; } = OptionalNumber("training.clip_gradient", LegalValues.Number.Above(0, 1e9), new Domain.Real(0.1, 10, true),
        "the most norm of the whole gradient; left out: no clipping");

    /// <summary>Epochs without improvement after which training ends; exists where a spec has <c>early_stopping</c>.</summary>
    public static ParameterEntry Patience { get; } = Whole("training.early_stopping.patience", new(1, 100_000), 3, "epochs without improvement after which training ends");

    public static ParameterEntry MinDelta { get; } = Number("training.early_stopping.min_delta", LegalValues.Number.AtLeast(0, 1e9), 0,
        "the objective has improved where it is better by more than this");

    /// <summary>In the order of the search space.</summary>
    public static ImmutableArray<ParameterEntry> All { get; } = [Hidden, Dropout, Epochs, BatchSize, StepsPerEpoch, ClipGradient, Patience, MinDelta];
}
