using Worker.Measures;

namespace Tests.Measures;

public sealed class WorkedExampleTests
{
    [Theory]
    [InlineData("macro_ap", .6111111)]
    [InlineData("micro_ap", .4510582)]
    [InlineData("labels_evaluated", 3)]
    [InlineData("ranking_loss", .75)]
    [InlineData("coverage", 2.75)]
    [InlineData("lrap", .5625)]
    [InlineData("hamming_loss", .5833333)]
    [InlineData("accuracy", .4166667)]
    [InlineData("macro_f1", .4666667)]
    [InlineData("micro_f1", .4615385)]
    [InlineData("cf1", .4705882)]
    [InlineData("precision_at_1", .5)]
    public void A_measure_has_its_value(string name, double value) =>
        Assert.Equal(value, Example.Evaluator.EvaluateFully(Example.Scores, ScoreKind.Probabilities)[name], 1e-6);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, .4166667)]
    [InlineData(2, .4166667)]
    public void Each_label_has_its_average_precision(int label, double value)
    {
        var evaluator = Example.Evaluator;
        evaluator.Evaluate(Example.Scores, ScoreKind.Probabilities);
        Assert.Equal(value, evaluator.PerLabel[label].AveragePrecision!.Value, 1e-6);
    }

    [Fact]
    public void Each_label_has_its_best_threshold()
    {
        var evaluator = Example.Evaluator;
        evaluator.Evaluate(Example.Scores, ScoreKind.Probabilities);
        Assert.Equal([.5f, .4f, .1f], evaluator.TuneThresholds());
    }

    [Fact]
    public void Each_best_threshold_has_its_f1()
    {
        var columns = new ScoreColumns(4, 3);
        columns.Load(Example.Scores);
        var ranks = new LabelRanks(4);
        foreach (var (label, f1) in new[] { 1, 2 / 3.0, 2 / 3.0 }.Index())
        {
            ranks.Count(columns, new ColumnPositives(Example.Truth), label);
            Assert.Equal(f1, ranks.Whole.BestThreshold()!.Value.F1, 1e-6);
        }
    }

    [Fact]
    public void Propensities_are_those_of_the_paper()
    {
        var weights = Propensity.Weights(Example.Training(1000, 100, 10, 1));
        Assert.Equal(1.770429987, weights[0], 1e-6);
        Assert.Equal(3.552147024, weights[1], 1e-6);
        Assert.Equal(6.907755278, weights[2], 1e-6);
    }
}
