using System.Collections.Immutable;
using Shared.Space;
using static Shared.Catalogue.ParameterEntry;

namespace Shared.Catalogue;

/// <summary>
/// The losses. Notation: N rows, C labels, logit z, target y, p = sigmoid(z), n_c positives of label c in training.
/// Reduction is the mean over all cells, or over rows where a loss is one of rows.
/// </summary>
public static class Losses
{
    private static readonly LegalValues.Number Gamma = LegalValues.Number.AtLeast(0, 20);
    private static readonly LegalValues.OneOf LabelOrCells = new("label", "cells");

    public static LossEntry Bce { get; } = new("bce", "Binary cross-entropy of each cell.", "standard", [])
    {
        Published = [new("bce")],
    };

    public static LossEntry WeightedBce { get; } = new("weighted_bce", "Binary cross-entropy with the ones weighted, all labels alike or each by its rarity.",
        "PyTorch's pos_weight", [.. PositiveWeights(50)])
    {
        WeighsPositives = true,
        Published = [new("weighted_bce", ("weights", Text("scalar")), ("pos_weight", Number(50)))],
    };

    public static LossEntry PositiveFocal { get; } = new("positive_focal", "(1-p)^gamma times weighted_bce for every cell, positives and negatives alike; not Lin's loss.",
        "in use by practitioners",
        [
            ParameterEntry.Number("gamma", Gamma, 0.5, "exponent of (1-p)", new Domain.Real(0, 1, false)) with
            {
                WarnAbove = new(1, "a confident wrong negative costs nothing, so above 1 'one everywhere' is nearly free and training collapses"),
            },
            .. PositiveWeights(1),
        ])
    {
        WeighsPositives = true,
        Published =
        [
            new("positive_focal", ("gamma", Number(2)), ("weights", Text("scalar")), ("pos_weight", Number(1)))
            {
                RunsOutsideSpace = true,
                Warning = "known to collapse: with gamma 2 'one everywhere' is nearly free",
            },
        ],
    };

    public static LossEntry Focal { get; } = new("focal", "Focal loss: -alpha_t (1-p_t)^gamma log p_t, so that easy cells hardly count.",
        "Lin et al. 2017, arXiv:1708.02002",
        [
            ParameterEntry.Number("gamma", Gamma, 2, "exponent of (1-p_t)", new Domain.Real(0, 5, false)),
            ParameterEntry.Number("alpha", LegalValues.Number.Share, 0.25, "weight of the ones; the zeros have 1-alpha", new Domain.Real(0.05, 0.95, false)),
        ])
    {
        Published = [new("focal", ("gamma", Number(2)), ("alpha", Number(0.25)))],
    };

    public static LossEntry ClassWeightedBce { get; } = new("class_weighted_bce",
        "Binary cross-entropy with zeros weighted N/(2 neg) and ones N/(2 pos), which keeps the total weight of the data.", "scikit-learn's class_weight='balanced'",
        [OneOf("scope", LabelOrCells, "label", "whether each label, or all cells together, count N, pos and neg")])
    {
        WeighsPositives = true,
        Published = [new("class_weighted_bce", ("scope", Text("label")))],
    };

    public static LossEntry BatchBalancedBce { get; } = new("batch_balanced_bce",
        "Binary cross-entropy with ones weighted 1/r and zeros 1/(1-r), r the running share of ones in the batches.", "in use by practitioners",
        [
            OneOf("scope", new("cells", "label"), "cells", "whether r is one share over all cells or one a label"),
            ParameterEntry.Number("momentum", LegalValues.Number.BelowOne, 0.9, "share of the last r that is kept; 0: each batch by itself", new Domain.Real(0, 0.95, false)),
            ParameterEntry.Number("cap", LegalValues.Number.AtLeast(1, 1e6), 100, "the most weight of a cell", new Domain.Real(5, 200, true)),
        ])
    {
        WeighsPositives = true,
        Published = [new("batch_balanced_bce", ("scope", Text("cells")), ("momentum", Number(0.9)), ("cap", Number(100)))],
    };

    public static LossEntry CountNormalisedCe { get; } = new("count_normalised_ce",
        "Cross-entropy of each row divided by its class's count in the batch; for exactly one label a row.", "in use by practitioners", [])
    {
        Score = ScoreKind.Softmax,
        Warning = "needs exactly one label in every row, which is checked once the data is read",
        LeftOutOfAll = "it needs exactly one label in every row; name it where that holds",
        Published = [new("count_normalised_ce")],
    };

    public static LossEntry SampleWeightedBce { get; } = new("sample_weighted_bce",
        "Binary cross-entropy with a weight a row: 1/n_c pooled over its labels, of mean 1 in the batch.", "in use by practitioners",
        [OneOf("pool", new("mean", "max"), "mean", "how a row's 1/n_c become one weight")])
    {
        WeighsPositives = true,
        Published = [new("sample_weighted_bce", ("pool", Text("mean")))],
    };

    public static LossEntry SoftmaxCe { get; } = new("softmax_ce", "Softmax cross-entropy against y / sum(y), mean over the rows with labels.",
        "Mahajan et al. 2018, arXiv:1805.00932", [])
    {
        Score = ScoreKind.Softmax,
        Warning = "gives a ranking without a natural threshold: its trials report no measure at .5, only ranked and tuned ones",
        Published = [new("softmax_ce")],
    };

    public static LossEntry Factorised { get; } = new("factorised", "Models the distribution over labels (softmax) and the number of labels (one extra unit) apart.",
        "in use by practitioners",
        [
            ParameterEntry.Number("count_weight", LegalValues.Number.Above(0, 1e4), 1, "weight of the count's term", new Domain.Real(0.01, 10, true)),
            OneOf("count_unit", new("linear", "poisson"), "poisson", "linear with squared error, or log-rate with Poisson deviance"),
            OneOf("divergence", new("kl", "abs_kl_product"), "kl", "KL of the distribution, or abs_kl of count times distribution"),
        ])
    {
        Score = ScoreKind.CountTimesSoftmax,
        Published = [new("factorised", ("count_weight", Number(1)), ("count_unit", Text("poisson")), ("divergence", Text("kl")))],
    };

    public static LossEntry AbsKl { get; } = new("abs_kl", "sum over labels of |(y-p)(log y - log p)|, mean over rows.", "in use by practitioners", [])
    {
        Warning = "slow: it reached .055 macro_ap in 6 epochs where bce reached .28 (debtags, adam at 8e-3)",
        Published = [new("abs_kl")],
    };

    public static LossEntry Mse { get; } = new("mse", "Squared error (p-y)^2 of each cell: the thing to beat.", "standard", [])
    {
        Published = [new("mse")],
    };

    public static ImmutableArray<LossEntry> All { get; } =
    [
        Bce, WeightedBce, PositiveFocal, Focal, ClassWeightedBce, BatchBalancedBce, CountNormalisedCe, SampleWeightedBce, SoftmaxCe, Factorised, AbsKl, Mse,
    ];

    /// <summary>The weight of ones: one number, or per label from the tempered family w_c = clip(((N-n_c)/n_c)^tau, 1, max_weight).</summary>
    private static ImmutableArray<ParameterEntry> PositiveWeights(double posWeight) =>
    [
        OneOf("weights", new("scalar", "tempered"), "scalar", "one weight for all labels (pos_weight), or one a label by its rarity (tau, max_weight)") with
        {
            DefaultRange = new Domain.Choice([Text("scalar")]),
        },
        ParameterEntry.Number("pos_weight", LegalValues.Number.Above(0, 1e6), posWeight, "weight of the ones", new Domain.Real(1, 100, true)) with
        {
            When = new("weights", "scalar"),
        },
        ParameterEntry.Number("tau", LegalValues.Number.AtLeast(0, 1), 0.5, "0: no weights; 1: zeros and ones of a label balance", new Domain.Real(0, 1, false)) with
        {
            When = new("weights", "tempered"),
        },
        ParameterEntry.Number("max_weight", LegalValues.Number.AtLeast(1, 1e6), 100, "the most weight of a label") with
        {
            When = new("weights", "tempered"),
        },
    ];

    private static ParameterValue.Number Number(double value) => new(value);

    private static ParameterValue.Text Text(string value) => new(value);
}
