using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>
/// Softmax cross-entropy, -sum_c t_c log softmax(z)_c with t_c = y_c / sum(y), mean over the rows that have a label.
/// Mahajan 2018, arXiv:1805.00932, section 2.
/// </summary>
internal sealed class SoftmaxCeLoss(LabelStatistics training) : SoftmaxLoss(training)
{
    public override bool SkipsRowsWithoutLabels => true;

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        var labels = targets.sum([1], keepdim: true, type: null);
        var distribution = targets.div(labels.clamp_min(1));
        var rows = labels.clamp_max(1).sum(type: null).clamp_min(1);
        return distribution.mul(logits.log_softmax(-1, dtype: null)).sum(type: null).div(rows).neg();
    }
}
