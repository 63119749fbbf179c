using Shared.Trials;

namespace Worker.Losses;

/// <summary>Makes the loss that a trial's settings name.</summary>
internal static class LossFactory
{
    private delegate Loss Maker(Component settings, LabelStatistics training, Placement placement);

    private static readonly Dictionary<string, Maker> Makers = new()
    {
        ["bce"] = (_, training, _) => new BceLoss(training),
        ["weighted_bce"] = (loss, training, placement) => new WeightedBceLoss(PositiveWeights.Of(loss, training), training, placement),
        ["positive_focal"] = (loss, training, placement) => new PositiveFocalLoss(loss.Number("gamma"), PositiveWeights.Of(loss, training), training, placement),
        ["focal"] = (loss, training, _) => new FocalLoss(loss.Number("gamma"), loss.Number("alpha"), training),
        ["class_weighted_bce"] = (loss, training, placement) => new ClassWeightedBceLoss(LabelScopes.Parse(loss.Text("scope")), training, placement),
        ["batch_balanced_bce"] = (loss, training, placement) =>
            new BatchBalancedBceLoss(LabelScopes.Parse(loss.Text("scope")), loss.Number("momentum"), loss.Number("cap"), training, placement),
        ["count_normalised_ce"] = (_, training, _) => new CountNormalisedCeLoss(training),
        ["sample_weighted_bce"] = (loss, training, placement) => new SampleWeightedBceLoss(ParsePool(loss.Text("pool")), training, placement),
        ["softmax_ce"] = (_, training, _) => new SoftmaxCeLoss(training),
        ["factorised"] = (loss, training, _) =>
            new FactorisedLoss(loss.Number("count_weight"), CountUnit.Parse(loss.Text("count_unit")), ParseDivergence(loss.Text("divergence")), training),
        ["abs_kl"] = (_, training, _) => new AbsKlLoss(training),
        ["mse"] = (_, training, _) => new MseLoss(training),
    };

    /// <summary>The losses that exist, by their names in the catalogue.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <param name="training">The training part's labels, before resampling.</param>
    /// <exception cref="ArgumentException">There is no such loss, or a parameter's text is none of its options.</exception>
    public static Loss Create(Component settings, LabelStatistics training, Placement placement) =>
        Makers.TryGetValue(settings.Name, out var make)
            ? make(settings, training, placement)
            : throw new ArgumentException($"there is no loss named '{settings.Name}'");

    private static RarityPool ParsePool(string pool) => pool switch
    {
        "mean" => RarityPool.Mean,
        "max" => RarityPool.Max,
        _ => throw new ArgumentException($"pool must be mean or max, but got {pool}"),
    };

    private static FactorisedDivergence ParseDivergence(string divergence) => divergence switch
    {
        "kl" => FactorisedDivergence.Kl,
        "abs_kl_product" => FactorisedDivergence.AbsKlProduct,
        _ => throw new ArgumentException($"divergence must be kl or abs_kl_product, but got {divergence}"),
    };
}
