using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tests.Torch;

/// <summary>A small model, with every kind of layer where normalised, on 16 sparse rows of its own making.</summary>
internal sealed class SmallTrainer : IDisposable
{
    private readonly Tensor indices;
    private readonly Tensor offsets;
    private readonly Tensor weights;
    private readonly Tensor target;
    private readonly EmbeddingBag input;
    private readonly Sequential rest;
    private readonly Adam optimizer;

    public SmallTrainer(long seed, bool normalised)
    {
        manual_seed(seed);
        indices = tensor(Enumerable.Range(0, 48).Select(i => (long)(i * 7 % 20)).ToArray());
        offsets = tensor(Enumerable.Range(0, 16).Select(i => (long)i * 3).ToArray());
        weights = tensor(Enumerable.Range(0, 48).Select(i => 1 + (i % 5 / 4f)).ToArray());
        target = tensor(Enumerable.Range(0, 64).Select(i => i % 7 == 0 ? 1f : 0f).ToArray(), [16, 4]);
        input = nn.EmbeddingBag(20, 12, null, 2.0, false, EmbeddingBagMode.Sum, false, false, -1, null, null);
        List<nn.Module<Tensor, Tensor>> layers = [nn.ReLU(false), nn.Dropout(0.1, false), nn.Linear(12, 16, true, null, null), nn.ReLU(false), nn.Linear(16, 4, true, null, null)];
        if (normalised)
        {
            layers.Insert(3, nn.BatchNorm1d(16, 1e-5, 0.1, true, true, null, null));
            layers.Insert(0, nn.LayerNorm(12, 1e-5, true, true, null, null));
        }
        rest = nn.Sequential([.. layers]);
        optimizer = optim.Adam(input.parameters().Concat(rest.parameters()), 1e-2, 0.9, 0.999, 1e-8, 0, false, false);
    }

    /// <summary>The loss before one step.</summary>
    public float Step()
    {
        using var scope = NewDisposeScope();
        input.zero_grad();
        rest.zero_grad();
        var logits = rest.call(input.call(indices, offsets, weights));
        var loss = nn.functional.binary_cross_entropy_with_logits(logits, target, null, nn.Reduction.Mean, null);
        loss.backward();
        nn.utils.clip_grad_norm_(rest.parameters(), 5, 2);
        optimizer.step();
        return loss.item<float>();
    }

    public void Dispose()
    {
        optimizer.Dispose();
        input.Dispose();
        rest.Dispose();
        indices.Dispose();
        offsets.Dispose();
        weights.Dispose();
        target.Dispose();
    }
}
