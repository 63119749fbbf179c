using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>Binary cross-entropy, y sp(-z) + (1-y) sp(z), mean over cells.</summary>
internal sealed class BceLoss(LabelStatistics training) : SigmoidLoss(training)
{
    public override double[] CalibrationShift => Training.Each(LogPositiveWeight);

    public override Tensor Of(Tensor logits, Tensor targets) =>
        functional.binary_cross_entropy_with_logits(logits, targets, weight: null, reduction: Reduction.Mean, pos_weights: null);
}
