using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>
/// A loss that models one distribution over the labels of a row: the score is softmax(z), a ranking within the row
/// without a threshold. (Raw logits would not do: they have a free offset a row.)
/// </summary>
internal abstract class SoftmaxLoss(LabelStatistics training) : Loss
{
    public override int Outputs => training.Labels;

    public override float? NaturalThreshold => null;

    public override bool HasProbabilities => false;

    public override double[]? CalibrationShift => null;

    public override Tensor Score(Tensor logits) => logits.softmax(-1, dtype: null);

    /// <summary>Prior: log pi_c, which softmax turns into the labels' shares of all ones.</summary>
    public override double[] InitialBias(bool prior, LabelStatistics asResampled) =>
        asResampled.Each(label => prior ? Math.Log(asResampled.Share(label)) : 0);
}
