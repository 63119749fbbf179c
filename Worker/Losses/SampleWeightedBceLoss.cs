using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>How the rarities of a row's labels become one weight.</summary>
internal enum RarityPool
{
    Mean,
    Max,
}

/// <summary>
/// Binary cross-entropy, mean over cells, with a weight for each row: 1/n_c pooled over its labels, divided by the
/// batch's mean weight. A row without labels weighs as much as one whose only label is the most frequent.
/// </summary>
internal sealed class SampleWeightedBceLoss : SigmoidLoss
{
    private readonly RarityPool pool;
    private readonly Tensor rarities;
    private readonly double smallest;

    public SampleWeightedBceLoss(RarityPool pool, LabelStatistics training, Placement placement)
        : base(training)
    {
        this.pool = pool;
        var values = training.Each(label => 1 / training.Positives(label));
        rarities = Keep(values, placement);
        smallest = values.Min();
    }

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        var weights = pool switch
        {
            RarityPool.Mean => targets.matmul(rarities).div(targets.sum([1], keepdim: false, type: null).clamp_min(1)),
            RarityPool.Max => targets.mul(rarities).max(1, keepdim: false).values,
            _ => throw new InvalidOperationException($"unknown pool {pool}"),
        };
        weights = weights.clamp_min(smallest);
        weights = weights.div(weights.mean()).unsqueeze(1);
        return functional.binary_cross_entropy_with_logits(logits, targets, weight: weights, reduction: Reduction.Mean, pos_weights: null);
    }
}
