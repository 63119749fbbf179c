using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>A loss that judges each label by itself: the score is sigmoid(z), the natural threshold .5.</summary>
internal abstract class SigmoidLoss(LabelStatistics training) : Loss
{
    public override int Outputs => Training.Labels;

    public override float? NaturalThreshold => 0.5f;

    public override bool HasProbabilities => true;

    /// <summary>Null unless a loss knows better: focusing on hard cells, for one, bends probabilities rather than shifting logits.</summary>
    public override double[]? CalibrationShift => null;

    protected LabelStatistics Training { get; } = training;

    public override Tensor Score(Tensor logits) => logits.sigmoid();

    /// <summary>Prior: log(w_c pi_c/(1-pi_c)), w_c being the weight of the ones. Lin 2017, arXiv:1708.02002, section 4.1.</summary>
    public override double[] InitialBias(bool prior, LabelStatistics asResampled) =>
        asResampled.Each(label => prior ? LogPositiveWeight(label) - Math.Log(asResampled.Imbalance(label)) : 0);

    /// <summary>log of a one's weight divided by a zero's.</summary>
    protected virtual double LogPositiveWeight(int label) => 0;
}
