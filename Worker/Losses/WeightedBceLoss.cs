using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>
/// Binary cross-entropy with weighted ones, w_c y sp(-z) + (1-y) sp(z), mean over cells. The optimal logit is that of
/// plain bce plus log w_c.
/// </summary>
internal sealed class WeightedBceLoss : SigmoidLoss
{
    private readonly double[] positiveWeights;
    private readonly Tensor weights;

    public WeightedBceLoss(double[] positiveWeights, LabelStatistics training, Placement placement)
        : base(training)
    {
        this.positiveWeights = positiveWeights;
        weights = Keep(positiveWeights, placement);
    }

    public override double[] CalibrationShift => Training.Each(LogPositiveWeight);

    public override Tensor Of(Tensor logits, Tensor targets) =>
        functional.binary_cross_entropy_with_logits(logits, targets, weight: null, reduction: Reduction.Mean, pos_weights: weights);

    protected override double LogPositiveWeight(int label) => Math.Log(positiveWeights[label]);
}
