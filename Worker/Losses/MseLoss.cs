using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>Squared error (p-y)^2, mean over cells: the thing to beat. Its gradient p(1-p)(p-y) vanishes where it is most wrong.</summary>
internal sealed class MseLoss(LabelStatistics training) : SigmoidLoss(training)
{
    /// <summary>None: the expected squared error is least at the probability itself.</summary>
    public override double[] CalibrationShift => Training.Each(LogPositiveWeight);

    public override Tensor Of(Tensor logits, Tensor targets) => logits.sigmoid().sub(targets).square().mean();
}
