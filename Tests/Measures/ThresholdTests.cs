using Worker.Data;
using Worker.Measures;

namespace Tests.Measures;

public sealed class ThresholdTests
{
    [Fact]
    public void RCut_takes_the_highest_scores_and_the_lower_label_of_equals()
    {
        Assert.Equal([2, 1, 3], RCut.Predict([.1f, .5f, .9f, .5f], 3));
        Assert.Equal([0, 1], RCut.Predict([.5f, .5f, .5f], 2));
        Assert.Equal([1, 0], RCut.Predict([.1f, .5f], 9));
    }

    [Fact]
    public void PCut_predicts_as_often_as_training_says()
    {
        var rows = LabelRows.FromRows(2, [[], [], [], []]);
        var thresholds = PCut.Tune([.1f, .9f, .4f, .8f, .3f, .7f, .2f, .6f], rows, Example.Training(100, 50, 10));
        Assert.Equal(.3f, thresholds[0]);
        Assert.Equal(float.PositiveInfinity, thresholds[1]);
    }

    [Fact]
    public void MCut_cuts_in_the_middle_of_the_widest_gap()
    {
        Assert.Equal(.5f, MCut.Threshold([.9f, .1f, .8f, .2f]), 1e-6f);
        Assert.Equal(.75f, MCut.Threshold([1, .5f, 0]), 1e-6f);
        Assert.Equal(float.PositiveInfinity, MCut.Threshold([.4f, .4f]));
        Assert.Equal(float.PositiveInfinity, MCut.Threshold([.4f]));
    }

    [Fact]
    public void MCut_between_neighbouring_floats_still_parts_them()
    {
        var low = 0.3f;
        var high = float.BitIncrement(low);
        Assert.Equal(high, MCut.Threshold([low, high]));
    }

    [Fact]
    public void SCut_of_a_label_without_positives_predicts_as_little_as_it_can()
    {
        var truth = LabelRows.FromRows(1, [[], [], []]);
        var evaluator = new PartEvaluator(truth, new TrainingCounts(truth));
        evaluator.Evaluate([.2f, .6f, .4f], ScoreKind.Probabilities);
        Assert.Equal([.6f], evaluator.TuneThresholds());
        Assert.Null(evaluator.TuneGlobalThreshold());
    }

    [Fact]
    public void SCut_falls_back_where_the_best_f1_is_below_a_tenth()
    {
        // One positive below 29 negatives: predicting all gives an F1 of 2/31.
        var truth = LabelRows.FromRows(1, [.. Enumerable.Range(0, 30).Select(row => row == 0 ? new[] { 0 } : [])]);
        var evaluator = new PartEvaluator(truth, new TrainingCounts(truth));
        evaluator.Evaluate([.. Enumerable.Range(0, 30).Select(row => row / 100f)], ScoreKind.Probabilities);
        Assert.Equal([.29f], evaluator.TuneThresholds());
    }
}
