using System.Collections.Immutable;
using Shared.Space;
using Shared.Trials;
using TorchSharp;
using Worker.Losses;
using static TorchSharp.torch;

namespace Tests.Losses;

/// <summary>A loss with a setting, as every law of losses is tested with.</summary>
internal sealed record LossSample(string Title, Component Settings)
{
    public static ImmutableArray<LossSample> All { get; } =
    [
        new("bce"),
        new("weighted_bce", ("weights", "scalar"), ("pos_weight", 50)),
        new("weighted_bce", ("weights", "tempered"), ("tau", 0.5), ("max_weight", 100)),
        new("positive_focal", ("gamma", 0.5), ("weights", "scalar"), ("pos_weight", 3)),
        new("positive_focal", ("gamma", 2), ("weights", "scalar"), ("pos_weight", 1)),
        new("focal", ("gamma", 2), ("alpha", 0.25)),
        new("focal", ("gamma", 0.5), ("alpha", 0.75)),
        new("class_weighted_bce", ("scope", "label")),
        new("class_weighted_bce", ("scope", "cells")),
        new("batch_balanced_bce", ("scope", "cells"), ("momentum", 0.9), ("cap", 100)),
        new("batch_balanced_bce", ("scope", "label"), ("momentum", 0), ("cap", 20)),
        new("count_normalised_ce"),
        new("sample_weighted_bce", ("pool", "mean")),
        new("sample_weighted_bce", ("pool", "max")),
        new("softmax_ce"),
        new("factorised", ("count_weight", 1), ("count_unit", "linear"), ("divergence", "kl")),
        new("factorised", ("count_weight", 0.5), ("count_unit", "poisson"), ("divergence", "kl")),
        new("factorised", ("count_weight", 1), ("count_unit", "poisson"), ("divergence", "abs_kl_product")),
        new("abs_kl"),
        new("mse"),
    ];

    public static TheoryData<string> Titles => [.. All.Select(sample => sample.Title)];

    public LossSample(string name, params (string Name, object Value)[] parameters)
        : this(
            parameters.Length == 0 ? name : $"{name}({string.Join(", ", parameters.Select(parameter => parameter.Value))})",
            new Component(name, parameters.ToImmutableSortedDictionary(parameter => parameter.Name, parameter => Value(parameter.Value), StringComparer.Ordinal)))
    {
    }

    public static LossSample Find(string title) => All.Single(sample => sample.Title == title);

    public Loss Create(LabelStatistics training, ScalarType type) =>
        LossFactory.Create(Settings, training, new Placement(type, CPU));

    private static ParameterValue Value(object value) => value switch
    {
        string text => new ParameterValue.Text(text),
        int number => new ParameterValue.Number(number),
        double number => new ParameterValue.Number(number),
        _ => throw new ArgumentException($"no parameter is a {value.GetType()}"),
    };
}
