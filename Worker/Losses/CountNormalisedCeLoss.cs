using Worker.Data;
using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>
/// Multi-class cross-entropy, -log softmax(z) of each row's class divided by how often that class occurs in the batch,
/// mean over rows. Needs exactly one label in every row.
/// </summary>
internal sealed class CountNormalisedCeLoss(LabelStatistics training) : SoftmaxLoss(training)
{
    public override string? ObjectionTo(LabelRows labels)
    {
        var others = Enumerable.Range(0, labels.Count).Count(row => labels.Of(row).Length != 1);
        return others == 0 ? null : $"count_normalised_ce needs exactly one label in every row, but {others} of {labels.Count} rows have none or several";
    }

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        var counts = targets.sum([0], keepdim: true, type: null).clamp_min(1);
        var weights = targets.div(counts);
        return weights.mul(logits.log_softmax(-1, dtype: null)).sum([1], keepdim: false, type: null).mean().neg();
    }
}
