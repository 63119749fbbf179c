using Shared.Trials;

namespace Worker.Losses;

/// <summary>The weight of a label's ones: one number for all labels, or one a label by its rarity.</summary>
internal static class PositiveWeights
{
    /// <summary>
    /// w_c, length C. <c>weights: scalar</c> is <c>pos_weight</c> for every label; <c>tempered</c> is
    /// clip(((N-n_c)/n_c)^tau, 1, max_weight), where tau 1 balances every label and tau 0 none.
    /// </summary>
    public static double[] Of(Component loss, LabelStatistics training) => loss.Text("weights") switch
    {
        "scalar" => training.Each(_ => loss.Number("pos_weight")),
        "tempered" => Tempered(training, loss.Number("tau"), loss.Number("max_weight")),
        var other => throw new ArgumentException($"weights must be scalar or tempered, but got {other}"),
    };

    public static double[] Tempered(LabelStatistics training, double tau, double maxWeight) =>
        training.Each(label => Math.Clamp(Math.Pow(training.Imbalance(label), tau), 1, maxWeight));
}
