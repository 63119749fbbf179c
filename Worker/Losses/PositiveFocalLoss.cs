using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>
/// (1-p)^gamma times weighted bce for every cell, mean over cells. Not Lin's loss: a confident wrong negative costs
/// nothing either, so that with gamma 2 "one everywhere" is nearly free and training collapses into it.
/// </summary>
internal sealed class PositiveFocalLoss : SigmoidLoss
{
    private readonly double gamma;
    private readonly double[] positiveWeights;
    private readonly Tensor weights;

    public PositiveFocalLoss(double gamma, double[] positiveWeights, LabelStatistics training, Placement placement)
        : base(training)
    {
        this.gamma = gamma;
        this.positiveWeights = positiveWeights;
        weights = Keep(positiveWeights, placement);
    }

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        var cells = functional.binary_cross_entropy_with_logits(logits, targets, weight: null, reduction: Reduction.None, pos_weights: weights);
        // (1-p)^gamma as e^(gamma log(1-p)): a power would have an infinite gradient where 1-p rounds to 0 and gamma < 1.
        var focus = functional.logsigmoid(logits.neg()).mul(gamma).exp();
        return cells.mul(focus).mean();
    }

    protected override double LogPositiveWeight(int label) => Math.Log(positiveWeights[label]);
}
