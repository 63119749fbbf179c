using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>
/// Focal loss, -alpha_t (1-p_t)^gamma log p_t with p_t = p for ones and 1-p for zeros, mean over cells.
/// Lin 2017, arXiv:1708.02002, equation 5. With gamma 0 and alpha .5 it is half of bce.
/// </summary>
internal sealed class FocalLoss(double gamma, double alpha, LabelStatistics training) : SigmoidLoss(training)
{
    public override Tensor Of(Tensor logits, Tensor targets)
    {
        // p_t = sigmoid(z_t) with z_t = z for ones and -z for zeros.
        var logitsOfTruth = logits.mul(targets.mul(2).sub(1));
        // e^(gamma log(1-p_t)) rather than a power, whose gradient is infinite where 1-p_t rounds to 0 and gamma < 1.
        var focus = functional.logsigmoid(logitsOfTruth.neg()).mul(gamma).exp();
        var weights = targets.mul(1 - (2 * alpha)).sub(1 - alpha);
        return functional.logsigmoid(logitsOfTruth).mul(focus).mul(weights).mean();
    }
}
