using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>
/// sum_c |(y-p)(log y - log p)|, mean over rows, y being at least 1e-7. p is not clipped: that would end the gradient of
/// a positive below z = -16.
/// </summary>
internal sealed class AbsKlLoss(LabelStatistics training) : SigmoidLoss(training)
{
    public const double SmallestTarget = 1e-7;

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        var truth = targets.clamp_min(SmallestTarget);
        return Divergence(truth, logits.sigmoid(), functional.logsigmoid(logits));
    }

    /// <summary>sum_c (y-q)(log y - log q), mean over rows. Both factors have one sign, so that the absolute value is no step of its own.</summary>
    public static Tensor Divergence(Tensor truth, Tensor predicted, Tensor logPredicted) =>
        truth.sub(predicted).mul(truth.log().sub(logPredicted)).sum([1], keepdim: false, type: null).mean();
}
