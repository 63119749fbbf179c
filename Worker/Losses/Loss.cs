using Worker.Data;
using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>
/// What training minimises, and how its model's outputs are read.
/// <para>
/// Notation of this folder: N rows, C labels, n_c rows of training with label c, pi_c = n_c/N; logit z, target y in {0,1},
/// p = sigmoid(z), sp(x) = log(1 + e^x). Probabilities are always computed from logits: -log p = sp(-z) and
/// -log(1-p) = sp(z), with sp(x) = -logsigmoid(-x), which neither overflows nor rounds to log 0.
/// </para>
/// <para>
/// Logits are [rows, Outputs], targets [rows, C], of one element type. A loss's own tensors are freed with it;
/// what it computes is freed by the caller's dispose scope.
/// </para>
/// </summary>
internal abstract class Loss : IDisposable
{
    private readonly List<Tensor> kept = [];

    /// <summary>How many outputs the model has: one a label, unless the loss needs more.</summary>
    public abstract int Outputs { get; }

    /// <summary>The decision threshold that needs no tuning; null where the scores are only a ranking.</summary>
    public abstract float? NaturalThreshold { get; }

    /// <summary>Whether scores are probabilities of the labels, so that Brier score and calibration error mean something.</summary>
    public abstract bool HasProbabilities { get; }

    /// <summary>
    /// What the loss adds to each label's optimal logit, length C: sigmoid(z - shift) is calibrated.
    /// Null where no exact shift is known and calibration must be fitted.
    /// </summary>
    public abstract double[]? CalibrationShift { get; }

    /// <summary>Whether rows without labels take no part in the loss.</summary>
    public virtual bool SkipsRowsWithoutLabels => false;

    /// <summary>Why these labels cannot be trained on, as a clause about them; null where they can.</summary>
    public virtual string? ObjectionTo(LabelRows labels) => null;

    /// <summary>Learns from the targets of a training batch, before <see cref="Of"/>. Most losses have nothing to learn.</summary>
    public virtual void Observe(Tensor targets)
    {
    }

    /// <summary>What <see cref="Observe"/> changes, all of it: a checkpoint keeps it, and puts it back in place.</summary>
    public virtual IReadOnlyList<Tensor> Observed => [];

    /// <summary>The loss of a batch, a scalar to differentiate. Changes no state, so that it measures validation as well.</summary>
    public abstract Tensor Of(Tensor logits, Tensor targets);

    /// <summary>Scores, [rows, C]: higher means more likely, compared with <see cref="NaturalThreshold"/>.</summary>
    public abstract Tensor Score(Tensor logits);

    /// <summary>
    /// Where the output layer's bias starts, length <see cref="Outputs"/>.
    /// </summary>
    /// <param name="prior">What a model without features would learn; otherwise zero, wherever the loss can start there.</param>
    /// <param name="asResampled">The labels as training sees them, after resampling.</param>
    public abstract double[] InitialBias(bool prior, LabelStatistics asResampled);

    public void Dispose()
    {
        foreach (var tensor in kept) tensor.Dispose();
        kept.Clear();
    }

    /// <summary>A tensor of the loss's own, [length].</summary>
    protected Tensor Keep(double[] values, Placement placement)
    {
        var constant = placement.Constant(values);
        kept.Add(constant);
        return constant;
    }
}
