using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Worker.Losses;

/// <summary>
/// Binary cross-entropy, mean over cells, with ones weighted min(1/r, cap) and zeros min(1/(1-r), cap), r being the
/// running share of ones in the batches: r = momentum r + (1-momentum) share, from the share in training on.
/// Momentum 0 looks at the batch alone.
/// </summary>
internal sealed class BatchBalancedBceLoss : SigmoidLoss
{
    private readonly LabelScope scope;
    private readonly double momentum;
    private readonly double cap;
    private readonly Tensor share;

    public BatchBalancedBceLoss(LabelScope scope, double momentum, double cap, LabelStatistics training, Placement placement)
        : base(training)
    {
        this.scope = scope;
        this.momentum = momentum;
        this.cap = cap;
        share = Keep(scope.Shares(training), placement);
    }

    public override double[] CalibrationShift
    {
        get
        {
            using var readable = share.to(ScalarType.Float64, copy: false, disposeAfter: false, non_blocking: false).cpu();
            return Array.ConvertAll(readable.data<double>().ToArray(), LogWeightAt);
        }
    }

    public override IReadOnlyList<Tensor> Observed => [share];

    public override void Observe(Tensor targets)
    {
        using var scopeOfTemporaries = NewDisposeScope();
        var ofBatch = scope == LabelScope.Cells ? targets.mean() : targets.mean([0], keepdim: false, type: null);
        share.mul_(momentum).add_(ofBatch, 1 - momentum);
    }

    public override Tensor Of(Tensor logits, Tensor targets)
    {
        // Where r is 0 the batch that was observed has no ones, and their weight, the cap or infinity, is chosen for no
        // cell; a sum y/r + (1-y)/(1-r) would be 0/0 there.
        var ones = share.reciprocal().clamp_max(cap);
        var zeros = share.neg().add(1).reciprocal().clamp_max(cap);
        var weights = where(targets.gt(0), ones, zeros);
        return functional.binary_cross_entropy_with_logits(logits, targets, weight: weights, reduction: Reduction.Mean, pos_weights: null);
    }

    /// <summary>Of the share in training: the running share only wanders around it.</summary>
    protected override double LogPositiveWeight(int label) => LogWeightAt(scope.Shares(Training)[label]);

    private double LogWeightAt(double share) => Math.Log(Math.Min(1 / share, cap) / Math.Min(1 / (1 - share), cap));
}
