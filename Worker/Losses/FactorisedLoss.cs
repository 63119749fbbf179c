using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>What holds the predicted distribution against the labels of a row.</summary>
internal enum FactorisedDivergence
{
    /// <summary>KL of y/sum(y) from softmax(z); a row without labels has no such term.</summary>
    Kl,

    /// <summary>abs_kl of y from Zhat softmax(z), which is only clipped below.</summary>
    AbsKlProduct,
}

/// <summary>
/// Models which labels (softmax over the first C outputs) and how many (the last output, Zhat) apart:
/// divergence + count_weight * count loss, means over rows. The score is Zhat softmax(z)_c, which can exceed 1.
/// </summary>
internal sealed class FactorisedLoss(double countWeight, CountUnit countUnit, FactorisedDivergence divergence, LabelStatistics training) : Loss
{
    private const double SmallestProduct = 1e-7;

    public override int Outputs => training.Labels + 1;

    public override float? NaturalThreshold => 0.5f;

    public override bool HasProbabilities => false;

    public override double[]? CalibrationShift => null;

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        var (labelLogits, countLogits) = Split(logits);
        var counts = targets.sum([1], keepdim: true, type: null);
        var ofLabels = divergence switch
        {
            FactorisedDivergence.Kl => Kl(labelLogits, targets, counts),
            FactorisedDivergence.AbsKlProduct => AbsKlOfProduct(labelLogits, countLogits, targets),
            _ => throw new InvalidOperationException($"unknown divergence {divergence}"),
        };
        return ofLabels.add(countUnit.Loss(countLogits, counts), countWeight);
    }

    public override Tensor Score(Tensor logits)
    {
        var (labelLogits, countLogits) = Split(logits);
        return labelLogits.softmax(-1, dtype: null).mul(countUnit.Predict(countLogits));
    }

    public override double[] InitialBias(bool prior, LabelStatistics asResampled) =>
        [.. asResampled.Each(label => prior ? Math.Log(asResampled.Share(label)) : 0), countUnit.InitialBias(asResampled.LabelsPerRow)];

    private (Tensor Labels, Tensor Count) Split(Tensor logits) =>
        (logits.narrow(1, 0, training.Labels), logits.narrow(1, training.Labels, 1));

    /// <summary>sum_c t_c (log t_c - log softmax(z)_c), t = y/sum(y): the entropy of t is -log sum(y).</summary>
    private static Tensor Kl(Tensor logits, Tensor targets, Tensor counts)
    {
        var atLeastOne = counts.clamp_min(1);
        var cross = targets.div(atLeastOne).mul(logits.log_softmax(-1, dtype: null)).sum([1], keepdim: true, type: null);
        return cross.add(atLeastOne.log()).mean().neg();
    }

    private Tensor AbsKlOfProduct(Tensor labelLogits, Tensor countLogits, Tensor targets)
    {
        var product = labelLogits.softmax(-1, dtype: null).mul(countUnit.Predict(countLogits)).clamp_min(SmallestProduct);
        return AbsKlLoss.Divergence(targets.clamp_min(AbsKlLoss.SmallestTarget), product, product.log());
    }
}
