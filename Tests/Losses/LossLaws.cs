using TorchSharp;
using Worker.Losses;
using static TorchSharp.torch;

namespace Tests.Losses;

/// <summary>What every loss keeps to, whatever its setting.</summary>
public sealed class LossLaws
{
    public static TheoryData<string> Titles => LossSample.Titles;

    [Fact]
    public void Every_loss_has_a_sample() =>
        Assert.Equal(LossFactory.Names.Order(), LossSample.All.Select(sample => sample.Settings.Name).Distinct().Order());

    [Theory, MemberData(nameof(Titles))]
    public void Gradient_agrees_with_central_differences(string title)
    {
        const double Step = 1e-5;
        var sample = LossSample.Find(title);
        using var loss = sample.Create(Cells.Rare, ScalarType.Float64);
        var logits = Cells.LogitsFor(loss);
        var targets = Cells.TargetsFor(sample);
        var gradient = Cells.GradientOf(loss, logits, targets, ScalarType.Float64);
        for (var i = 0; i < logits.GetLength(0); i++)
            for (var j = 0; j < logits.GetLength(1); j++)
            {
                var difference = (At(i, j, Step) - At(i, j, -Step)) / (2 * Step);
                Assert.InRange(gradient[i, j], difference - 1e-6 - (1e-6 * Math.Abs(difference)), difference + 1e-6 + (1e-6 * Math.Abs(difference)));
            }

        double At(int row, int column, double by)
        {
            using var scope = NewDisposeScope();
            var moved = (double[,])logits.Clone();
            moved[row, column] += by;
            return loss.Of(tensor(moved), tensor(targets)).item<double>();
        }
    }

    [Theory, MemberData(nameof(Titles))]
    public void Loss_and_gradient_are_finite_for_logits_up_to_ten_thousand(string title)
    {
        var sample = LossSample.Find(title);
        using var loss = sample.Create(Cells.Rare, ScalarType.Float32);
        foreach (var size in new[] { 1e-30, 1, 17, 40, 90, 104, 1e3, 1e4 })
            foreach (var sign in new[] { -1, 1 })
            {
                var logits = Cells.Filled(4, loss.Outputs, (row, column) => sign * ((row + column) % 2 == 0 ? size : -size));
                AssertFinite(loss, logits, Cells.TargetsFor(sample));
            }
    }

    [Theory, MemberData(nameof(Titles))]
    public void Loss_and_gradient_are_finite_where_rows_and_labels_are_all_zero_or_all_one(string title)
    {
        var sample = LossSample.Find(title);
        foreach (var training in new[] { new LabelStatistics(4, [0, 4, 2]), new LabelStatistics(4, [0, 0, 0]), new LabelStatistics(4, [4, 4, 4]) })
            foreach (var targets in new[] { Cells.Filled(4, 3, (_, _) => 0), Cells.Filled(4, 3, (_, _) => 1), Cells.Filled(4, 3, (_, column) => column == 1 ? 1 : 0), Cells.Filled(4, 3, (row, _) => row % 2) })
            {
                using var loss = sample.Create(training, ScalarType.Float32);
                for (var batch = 0; batch < 3; batch++)
                {
                    using var truth = tensor(targets, dtype: ScalarType.Float32);
                    loss.Observe(truth);
                }
                AssertFinite(loss, Cells.LogitsFor(loss), targets);
                Assert.All(loss.InitialBias(prior: true, training), bias => Assert.True(double.IsFinite(bias), $"bias {bias}"));
                Assert.All(loss.CalibrationShift ?? [], shift => Assert.True(double.IsFinite(shift), $"shift {shift}"));
            }
    }

    [Theory, MemberData(nameof(Titles))]
    public void Both_precisions_agree(string title)
    {
        var sample = LossSample.Find(title);
        using var single = sample.Create(Cells.Rare, ScalarType.Float32);
        using var twice = sample.Create(Cells.Rare, ScalarType.Float64);
        var expected = Cells.ValueOf(twice, Cells.LogitsFor(twice), Cells.TargetsFor(sample), ScalarType.Float64);
        var value = Cells.ValueOf(single, Cells.LogitsFor(single), Cells.TargetsFor(sample), ScalarType.Float32);
        Assert.InRange(value, expected - (1e-5 * Math.Max(1, expected)), expected + (1e-5 * Math.Max(1, expected)));
    }

    [Theory, MemberData(nameof(Titles))]
    public void Loss_falls_when_trained_on_a_separable_set_and_ranks_it_right(string title)
    {
        var sample = LossSample.Find(title);
        // Row i carries label i % 3; its features are a one in that place: a linear model separates it.
        var rows = Enumerable.Range(0, 12).Select(row => row % 3).ToArray();
        var truth = Cells.OneHot(3, rows);
        using var scope = NewDisposeScope();
        using var loss = sample.Create(new LabelStatistics(12, [4, 4, 4]), ScalarType.Float32);
        var targets = tensor(truth, dtype: ScalarType.Float32);
        var weights = zeros([3, loss.Outputs], requires_grad: true);
        var bias = tensor(loss.InitialBias(prior: false, new LabelStatistics(12, [4, 4, 4])), dtype: ScalarType.Float32, requires_grad: true);

        var first = Loss();
        for (var step = 0; step < 200; step++)
        {
            loss.Observe(targets);
            var value = loss.Of(targets.matmul(weights).add(bias), targets);
            value.backward();
            // Steps of one size whatever the loss's scale: the sign of the gradient alone.
            using (no_grad())
            {
                weights.sub_(weights.grad!.sign().mul(0.02));
                bias.sub_(bias.grad!.sign().mul(0.02));
            }
            weights.grad = null;
            bias.grad = null;
        }

        Assert.True(Loss() < 0.6 * first, $"the loss went from {first} to {Loss()}");
        var scores = loss.Score(targets.matmul(weights).add(bias));
        Assert.Equal([12L, 3L], scores.shape);
        // With gamma 2, positive_focal is known to collapse into "one everywhere".
        if (title == "positive_focal(2, scalar, 1)") return;
        Assert.Equal(rows.Select(label => (long)label), scores.argmax(1).data<long>().ToArray());

        float Loss() => loss.Of(targets.matmul(weights).add(bias), targets).item<float>();
    }

    private static void AssertFinite(Loss loss, double[,] logits, double[,] targets)
    {
        var value = Cells.ValueOf(loss, logits, targets, ScalarType.Float32);
        Assert.True(double.IsFinite(value), $"the loss is {value}");
        foreach (var slope in Cells.GradientOf(loss, logits, targets, ScalarType.Float32))
            Assert.True(double.IsFinite(slope), $"the gradient is {slope}");
    }
}
