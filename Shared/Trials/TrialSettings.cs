using System.Collections.Immutable;
using Shared.Space;

namespace Shared.Trials;

/// <summary>Everything a trainer needs to know to train one trial: a spec in which nothing is left to choose.</summary>
/// <param name="OutputBias"><c>zero</c> or <c>prior</c>.</param>
public sealed record TrialSettings(
    ModelSettings Model,
    TrainingSettings Training,
    Component Loss,
    Component Resampling,
    Component Optimizer,
    string OutputBias,
    Objective Objective);

/// <summary>A multi-layer perceptron: sparse features, hidden layers with ReLU, one output a label.</summary>
/// <param name="Hidden">Widths of the hidden layers, from the input on; empty: a linear model.</param>
/// <param name="Dropout">Share of hidden units dropped while training, in [0, 1).</param>
public sealed record ModelSettings(ImmutableArray<int> Hidden, double Dropout);

/// <param name="Epochs">The most epochs a trial trains.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="StepsPerEpoch">Steps an epoch; null: rows / batch size, rounded up.</param>
/// <param name="EarlyStopping">null: every trial trains all its epochs (the best weights are restored all the same).</param>
/// <param name="ClipGradient">The most norm of the whole gradient; null: no clipping.</param>
public sealed record TrainingSettings(int Epochs, int BatchSize, int? StepsPerEpoch, EarlyStopping? EarlyStopping, double? ClipGradient);

/// <summary>Training ends after <paramref name="Patience"/> epochs without an objective better by more than <paramref name="MinDelta"/>.</summary>
public sealed record EarlyStopping(int Patience, double MinDelta);

/// <summary>A named part of the catalogue with values for its parameters, defaults filled in; one without a default may be absent.</summary>
public sealed record Component(string Name, ImmutableSortedDictionary<string, ParameterValue> Parameters)
{
    public double Number(string parameter) => Parameters[parameter].AsDouble();

    /// <summary>The value of a parameter without a default, or null.</summary>
    public double? OptionalNumber(string parameter) => Parameters.GetValueOrDefault(parameter)?.AsDouble();

    public string Text(string parameter) => Parameters[parameter].ToString();
}
