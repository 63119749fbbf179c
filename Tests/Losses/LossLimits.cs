using TorchSharp;
using Worker.Data;
using Worker.Losses;
using static TorchSharp.torch;

namespace Tests.Losses;

/// <summary>Where one loss becomes another, and what their optima are.</summary>
public sealed class LossLimits
{
    private static readonly Placement Exact = new(ScalarType.Float64, CPU);

    [Fact]
    public void Focal_without_focus_is_half_of_bce() =>
        Equal(new BceLoss(Cells.Rare), new FocalLoss(gamma: 0, alpha: 0.5, Cells.Rare), factor: 2);

    [Fact]
    public void Positive_focal_without_focus_is_weighted_bce() =>
        Equal(new WeightedBceLoss([5, 5, 5], Cells.Rare, Exact), new PositiveFocalLoss(0, [5, 5, 5], Cells.Rare, Exact), factor: 1);

    [Fact]
    public void Weighted_bce_with_weight_one_is_bce() =>
        Equal(new BceLoss(Cells.Rare), new WeightedBceLoss(PositiveWeights.Tempered(Cells.Rare, tau: 0, maxWeight: 100), Cells.Rare, Exact), factor: 1);

    [Fact]
    public void Class_weighted_bce_of_balanced_labels_is_bce() =>
        Equal(new BceLoss(Cells.Rare), new ClassWeightedBceLoss(LabelScope.Label, new LabelStatistics(8, [4, 4, 4]), Exact), factor: 1);

    [Fact]
    public void Batch_balanced_bce_without_a_batch_seen_is_class_weighted_bce_times_two()
    {
        var training = new LabelStatistics(8, [4, 3, 1]);
        Equal(new ClassWeightedBceLoss(LabelScope.Label, training, Exact),
            new BatchBalancedBceLoss(LabelScope.Label, 0.5, 1e9, training, Exact), factor: 0.5);
    }

    [Fact]
    public void Tempered_weights_are_capped() =>
        Assert.Equal([3, Math.Sqrt(99), 20], PositiveWeights.Tempered(Cells.Rare, tau: 0.5, maxWeight: 20), (x, y) => Math.Abs(x - y) < 1e-9);

    [Fact]
    public void Batch_balanced_bce_keeps_a_running_share()
    {
        using var loss = new BatchBalancedBceLoss(LabelScope.Cells, momentum: 0.75, cap: 1e9, new LabelStatistics(10, [1, 2, 3]), Exact);
        using var targets = tensor(Cells.Targets);
        loss.Observe(targets);
        const double Share = (0.75 * 0.2) + (0.25 * 0.5);
        Assert.Equal(Math.Log((1 - Share) / Share), loss.CalibrationShift[1], 1e-12);
    }

    [Fact]
    public void Batch_balanced_bce_never_weighs_a_cell_more_than_the_cap()
    {
        using var capped = new BatchBalancedBceLoss(LabelScope.Label, 0.9, cap: 7, Cells.Rare, Exact);
        using var weighted = new WeightedBceLoss([7 / (1 / 0.9), 7 / (1 / 0.99), 7 / (1 / 0.999)], Cells.Rare, Exact);
        Assert.Equal(weighted.CalibrationShift, capped.CalibrationShift, (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void Softmax_ce_skips_rows_without_labels()
    {
        using var loss = new SoftmaxCeLoss(Cells.Rare);
        var longer = Cells.Filled(5, 3, (row, column) => row < 4 ? Cells.Logits[row, column] : column);
        var targets = Cells.Filled(5, 3, (row, column) => row < 4 ? Cells.Targets[row, column] : 0);
        Assert.Equal(.586121400, Cells.ValueOf(loss, longer, targets, ScalarType.Float64), 1e-8);
        Assert.True(loss.SkipsRowsWithoutLabels);
    }

    [Fact]
    public void Factorised_keeps_the_count_of_a_row_without_labels()
    {
        using var loss = new FactorisedLoss(1, CountUnit.Parse("linear"), FactorisedDivergence.Kl, Cells.Rare);
        Assert.Equal(9, Cells.ValueOf(loss, new double[,] { { 5, 1, 2, 3 } }, new double[,] { { 0, 0, 0 } }, ScalarType.Float64), 1e-12);
    }

    [Theory]
    [InlineData("linear", 3.7)]
    [InlineData("poisson", 1.308332819650179)]
    public void The_count_unit_starts_at_the_mean_count_even_with_a_zero_bias(string unit, double expected)
    {
        using var loss = new FactorisedLoss(1, CountUnit.Parse(unit), FactorisedDivergence.Kl, Cells.Rare);
        Assert.Equal([0, 0, 0, expected], loss.InitialBias(prior: false, new LabelStatistics(100, [200, 100, 70])), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void Factorised_scores_are_the_count_times_the_softmax()
    {
        using var scope = NewDisposeScope();
        using var loss = new FactorisedLoss(1, CountUnit.Parse("linear"), FactorisedDivergence.Kl, Cells.Rare);
        Assert.Equal(2.5, loss.Score(tensor(new double[,] { { 1, 2, 3, 2.5 } })).sum().item<double>(), 1e-12);
    }

    [Fact]
    public void Count_normalised_ce_objects_to_rows_without_exactly_one_label()
    {
        using var loss = new CountNormalisedCeLoss(Cells.Rare);
        Assert.Null(loss.ObjectionTo(LabelRows.FromRows(3, [[0], [2]])));
        Assert.Equal("count_normalised_ce needs exactly one label in every row, but 2 of 3 rows have none or several",
            loss.ObjectionTo(LabelRows.FromRows(3, [[0], [], [1, 2]])));
    }

    [Fact]
    public void First_bce_with_a_prior_bias_is_the_mean_label_entropy()
    {
        using var loss = new BceLoss(new LabelStatistics(4, [2, 2, 2]));
        var entropy = Cells.Rare.Each(label => -(Cells.Rare.Share(label) * Math.Log(Cells.Rare.Share(label))) - ((1 - Cells.Rare.Share(label)) * Math.Log(1 - Cells.Rare.Share(label)))).Average();
        var bias = loss.InitialBias(prior: true, Cells.Rare);
        Assert.Equal(entropy, Cells.ValueOf(loss, Cells.Filled(1000, 3, (_, label) => bias[label]), RareTargets(), ScalarType.Float64), 1e-9);
    }

    /// <summary>The optimum of a constant model is the prior bias; the calibrated probability there is the label's share.</summary>
    [Theory]
    [InlineData("bce")]
    [InlineData("weighted_bce(scalar, 50)")]
    [InlineData("weighted_bce(tempered, 0.5, 100)")]
    [InlineData("class_weighted_bce(label)")]
    [InlineData("class_weighted_bce(cells)")]
    [InlineData("batch_balanced_bce(cells, 0.9, 100)")]
    [InlineData("mse")]
    public void Prior_bias_is_where_a_constant_model_stands_still(string title)
    {
        using var loss = LossSample.Find(title).Create(Cells.Rare, ScalarType.Float64);
        var bias = loss.InitialBias(prior: true, Cells.Rare);
        var gradient = Cells.GradientOf(loss, Cells.Filled(1000, 3, (_, label) => bias[label]), RareTargets(), ScalarType.Float64);
        for (var label = 0; label < 3; label++)
        {
            Assert.Equal(0, Enumerable.Range(0, 1000).Sum(row => gradient[row, label]), 1e-12);
            Assert.Equal(Cells.Rare.Share(label), 1 / (1 + Math.Exp(loss.CalibrationShift![label] - bias[label])), 1e-12);
        }
    }

    private static double[,] RareTargets() => Cells.Filled(1000, 3, (row, label) => row < Cells.Rare.Positives(label) ? 1 : 0);

    private static void Equal(Loss expected, Loss loss, double factor)
    {
        using (expected)
        using (loss)
        {
            using var scope = NewDisposeScope();
            var logits = tensor(Cells.Logits);
            var targets = tensor(Cells.Targets);
            Assert.Equal(expected.Of(logits, targets).item<double>(), factor * loss.Of(logits, targets).item<double>(), 1e-12);
        }
    }
}
