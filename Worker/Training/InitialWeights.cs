using System.Globalization;
using Shared.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>
/// Where a model starts. Paired starts: the weights follow from the sweep's seed and the layer alone, so that trials of one
/// architecture differ by their settings and not by their luck. Drawn by our own generator, they are the same on every
/// machine, and no trial needs the process's generator of libtorch.
/// </summary>
internal static class InitialWeights
{
    /// <summary>Weights uniform within 1/sqrt(inputs), as PyTorch's Linear draws them; hidden biases 0.</summary>
    /// <param name="outputBias">Of the last layer, one value a unit.</param>
    public static void Set(Mlp model, ulong seed, double[] outputBias)
    {
        using var leaves = no_grad();
        foreach (var (layer, (weight, inputs)) in model.LayerWeights.Index())
        {
            var random = new SeededGenerator(seed, "initial weights", layer.ToString(CultureInfo.InvariantCulture));
            Fill(weight, Uniform(checked((int)weight.NumberOfElements), 1 / Math.Sqrt(inputs), random));
        }

        var biases = model.LayerBiases.ToArray();
        foreach (var bias in biases[..^1]) bias.zero_();
        Fill(biases[^1], Array.ConvertAll(outputBias, value => (float)value));
    }

    private static float[] Uniform(int count, double bound, SeededGenerator random)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan()) value = (float)(bound * ((2 * random.NextDouble()) - 1));
        return values;
    }

    private static void Fill(Tensor parameter, float[] values)
    {
        using var source = tensor(values, parameter.shape, dtype: ScalarType.Float32, device: parameter.device, requires_grad: false, names: null);
        parameter.copy_(source, non_blocking: false);
    }
}
