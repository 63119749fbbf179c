using TorchSharp;
using Worker.Losses;
using static TorchSharp.torch;

namespace Tests.Losses;

/// <summary>Values worked out in double precision and found again with PyTorch 1.13, in both precisions.</summary>
public sealed class LossValues
{
    private static readonly LabelStatistics Balanced = new(4, [2, 2, 2]);

    [Fact]
    public void Bce() => Agrees(.337312774, at => new BceLoss(Balanced));

    [Fact]
    public void Weighted_bce_with_a_weight_per_label() => Agrees(.991764005, at => new WeightedBceLoss([1, 3, 9], Balanced, at));

    [Fact]
    public void Positive_focal() => Agrees(.270504863, at => new PositiveFocalLoss(1, [3, 3, 3], Balanced, at));

    [Fact]
    public void Positive_focal_with_gamma_two() => Agrees(.089767190, at => new PositiveFocalLoss(2, [1, 1, 1], Balanced, at));

    [Fact]
    public void Focal() => Agrees(.023907264, at => new FocalLoss(2, .25, Balanced));

    [Fact]
    public void Class_weighted_bce_per_label() => Agrees(36.318857151, at => new ClassWeightedBceLoss(LabelScope.Label, Cells.Rare, at));

    [Theory]
    [InlineData("mean", .334764395)]
    [InlineData("max", .329865446)]
    public void Sample_weighted_bce(string pool, double expected) =>
        Agrees(expected, at => new SampleWeightedBceLoss(pool == "mean" ? RarityPool.Mean : RarityPool.Max, Cells.Rare, at));

    [Theory]
    [InlineData("label", .537825079)]
    [InlineData("cells", .610120233)]
    public void Batch_balanced_bce_by_the_batch_alone(string scope, double expected) =>
        Agrees(expected, at => new BatchBalancedBceLoss(LabelScopes.Parse(scope), 0, double.PositiveInfinity, Balanced, at),
            Cells.Filled(3, 3, (row, column) => Cells.Logits[row, column]), Cells.Filled(3, 3, (row, column) => Cells.Targets[row, column]));

    [Fact]
    public void Softmax_ce() => Agrees(.586121400, at => new SoftmaxCeLoss(Balanced));

    [Fact]
    public void Count_normalised_ce() =>
        Agrees(.212403306, at => new CountNormalisedCeLoss(Balanced), Cells.Logits, Cells.OneHot(3, 0, 1, 2, 0));

    [Fact]
    public void Abs_kl() => Agrees(6.289253190, at => new AbsKlLoss(Balanced));

    [Fact]
    public void Mse() => Agrees(.092552088, at => new MseLoss(Balanced));

    [Theory]
    [InlineData("linear", "kl", 0, .239547810)]
    [InlineData("linear", "kl", 1, .239547810 + .317525)]
    [InlineData("poisson", "kl", 1, .239547810 + 2.043802787)]
    [InlineData("linear", "abs_kl_product", 0, 3.331103660)]
    public void Factorised(string unit, string divergence, double countWeight, double expected) =>
        Agrees(expected, at => new FactorisedLoss(countWeight, CountUnit.Parse(unit), divergence == "kl" ? FactorisedDivergence.Kl : FactorisedDivergence.AbsKlProduct, Balanced));

    [Fact]
    public void Balanced_positive_weights() => Assert.Equal([9, 99, 999], PositiveWeights.Tempered(Cells.Rare, tau: 1, maxWeight: 1e6), (x, y) => Math.Abs(x - y) < 1e-9);

    [Fact]
    public void Prior_output_bias()
    {
        using var loss = new BceLoss(Cells.Rare);
        Assert.Equal([-2.197224577, -4.595119850, -6.906754779], loss.InitialBias(prior: true, Cells.Rare), (x, y) => Math.Abs(x - y) < 1e-9);
    }

    private static void Agrees(double expected, Func<Placement, Loss> create) => Agrees(expected, create, null, Cells.Targets);

    private static void Agrees(double expected, Func<Placement, Loss> create, double[,]? logits, double[,] targets)
    {
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-6), (ScalarType.Float32, 1e-5) })
        {
            using var loss = create(new Placement(type, CPU));
            var value = Cells.ValueOf(loss, logits ?? Cells.LogitsFor(loss), targets, type);
            Assert.InRange(value, expected - (tolerance * Math.Max(1, expected)), expected + (tolerance * Math.Max(1, expected)));
        }
    }
}
