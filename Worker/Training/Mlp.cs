using System.Collections.Immutable;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>
/// A multi-layer perceptron for sparse rows: a bag of feature weights and a bias, then ReLU, dropout and a linear layer for
/// each further width. With no hidden width it is a linear model. Parameters, in order: <c>input.weight</c>
/// [features, width], <c>input_bias</c> [width], then <c>layer1.weight</c> [next width, width], <c>layer1.bias</c> and so on.
/// </summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly EmbeddingBag input;
    private readonly Parameter inputBias;
    private readonly ImmutableArray<Linear> layers;
    private readonly SeededDropout dropout;

    /// <param name="widths">Of the hidden layers, from the input on, and of the output.</param>
    public Mlp(int features, ImmutableArray<int> widths, SeededDropout dropout, Device device)
        : base(nameof(Mlp))
    {
        input = nn.EmbeddingBag(features, widths[0], max_norm: null, norm_type: 2, scale_grad_by_freq: false, mode: EmbeddingBagMode.Sum,
            sparse: false, include_last_offset: false, padding_index: -1, device: device, dtype: ScalarType.Float32);
        inputBias = nn.Parameter(zeros([widths[0]], dtype: ScalarType.Float32, device: device, requires_grad: false, names: null), requires_grad: true);
        layers = [.. widths.Zip(widths[1..], (from, to) => nn.Linear(from, to, hasBias: true, device: device, dtype: ScalarType.Float32))];
        this.dropout = dropout;

        register_module("input", input);
        register_parameter("input_bias", inputBias);
        for (var i = 0; i < layers.Length; i++) register_module($"layer{i + 1}", layers[i]);
        register_module("dropout", dropout);
    }

    /// <summary>Each layer's weights with the number of inputs that one of its units sums.</summary>
    public IEnumerable<(Parameter Weight, int Inputs)> LayerWeights =>
        layers.Select(layer => (layer.weight, (int)layer.weight.shape[1])).Prepend((input.weight, (int)input.weight.shape[0]));

    /// <summary>Each layer's bias; the last is the output's.</summary>
    public IEnumerable<Parameter> LayerBiases => layers.Select(layer => layer.bias!).Prepend(inputBias);

    public Tensor Logits(MiniBatch batch) => call(batch.Indices, batch.Offsets, batch.Values);

    /// <param name="indices">Features of all rows one after the other, int64.</param>
    /// <param name="offsets">Where each row begins among them, int64 [rows].</param>
    /// <param name="values">The features' values, of the same length as <paramref name="indices"/>.</param>
    /// <returns>Logits, [rows, outputs].</returns>
    public override Tensor forward(Tensor indices, Tensor offsets, Tensor values)
    {
        var units = input.call(indices, offsets, values).add(inputBias);
        foreach (var layer in layers) units = layer.call(dropout.call(units.relu()));
        return units;
    }
}
