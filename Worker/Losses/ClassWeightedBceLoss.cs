using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>
/// Binary cross-entropy with zeros weighted N/(2 neg) and ones N/(2 pos), mean over cells: both halves of a label
/// weigh the same and the total weight stays that of the data. With scope cells, N, pos and neg count all cells.
/// </summary>
internal sealed class ClassWeightedBceLoss : SigmoidLoss
{
    private readonly double[] positiveShare;
    private readonly Tensor zeroWeights;
    private readonly Tensor positiveWeights;

    public ClassWeightedBceLoss(LabelScope scope, LabelStatistics training, Placement placement)
        : base(training)
    {
        positiveShare = scope.Shares(training);
        zeroWeights = Keep(Array.ConvertAll(positiveShare, share => 1 / (2 * (1 - share))), placement);
        // binary_cross_entropy_with_logits multiplies ones by both, so this is w1/w0.
        positiveWeights = Keep(Array.ConvertAll(positiveShare, share => (1 - share) / share), placement);
    }

    public override double[] CalibrationShift => Training.Each(LogPositiveWeight);

    public override Tensor Of(Tensor logits, Tensor targets) =>
        functional.binary_cross_entropy_with_logits(logits, targets, weight: zeroWeights, reduction: Reduction.Mean, pos_weights: positiveWeights);

    protected override double LogPositiveWeight(int label) => Math.Log((1 - positiveShare[label]) / positiveShare[label]);
}
