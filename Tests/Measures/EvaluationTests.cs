using Shared.Randomness;
using Shared.Trials;
using Worker.Data;
using Worker.Measures;

namespace Tests.Measures;

/// <summary>What an evaluation keeps is enough for every curve of every label.</summary>
public sealed class EvaluationTests
{
    public static TheoryData<string> Scorings => EvaluatorTests.Scorings;

    [Theory]
    [MemberData(nameof(Scorings))]
    public void Precision_and_area_of_every_label_follow_exactly_also_from_ties(string scoring)
    {
        foreach (var (scores, truth) in EvaluatorTests.Draws(scoring))
        {
            var part = Tabulate(scores, truth);
            for (var label = 0; label < truth.Labels; label++)
            {
                AssertClose(part.Ap[label], Curves.AveragePrecision(part.Predicted[label]));
                AssertClose(part.Auc[label], Curves.AreaUnderCurve(part.Predicted[label], part.Tied[label], part.Rows));
                AssertClose(Naive.AveragePrecision(Naive.Column(scores, truth, label)), part.Ap[label]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scorings))]
    public void The_pooled_curve_is_that_of_all_cells(string scoring)
    {
        foreach (var (scores, truth) in EvaluatorTests.Draws(scoring))
        {
            var (pooled, cells) = (Tabulate(scores, truth).Pooled, Enumerable.Range(0, truth.Labels).SelectMany(label => Naive.Column(scores, truth, label)).ToList());
            var cuts = cells.Where(cell => cell.Truth).Select(cell => cell.Score).Distinct().OrderDescending();

            Assert.Equal(cuts.Select(cut => (cells.Count(cell => cell.Truth && cell.Score >= cut), cells.Count(cell => cell.Score >= cut))), pooled.Hits.Zip(pooled.Predicted));
            Assert.Equal((truth.Indices.Length, cells.Count), (pooled.Positives, pooled.Cells));
        }
    }

    [Fact]
    public void A_long_pooled_curve_has_a_thousand_cuts_with_both_ends()
    {
        var random = new SeededGenerator(1, "evaluation");
        var truth = LabelRows.FromRows(2, [.. Enumerable.Repeat(new[] { 0, 1 }, 2000)]);
        var pooled = Tabulate([.. Enumerable.Range(0, 4000).Select(_ => (float)random.NextDouble())], truth).Pooled;

        Assert.Equal((1000, 1000), (pooled.Hits.Count, pooled.Hits.Distinct().Count()));
        Assert.Equal((1, 4000), (pooled.Predicted[0], pooled.Predicted[^1]));
    }

    [Fact]
    public void Decisions_are_counted_where_there_is_a_natural_threshold_and_at_tuned_ones()
    {
        var part = Tabulate(Example.Scores, Example.Truth);
        Assert.Equal((0.5f, "2 1 0", "0 2 2"), (part.Natural!.Threshold, string.Join(' ', part.Natural.Tp), string.Join(' ', part.Natural.Fp)));

        var evaluator = Example.Evaluator;
        evaluator.Evaluate(Example.Scores, new ScoreKind(AreProbabilities: false, NaturalThreshold: null), [.1f, .5f, .6f]);
        var ranked = evaluator.Tabulate();
        Assert.Null(ranked.Natural);
        Assert.Equal(("2 1 0", "2 2 2"), (string.Join(' ', ranked.Tuned.Tp), string.Join(' ', ranked.Tuned.Fp)));
    }

    private static EvaluatedPart Tabulate(float[] scores, LabelRows truth)
    {
        var evaluator = new PartEvaluator(truth, new TrainingCounts(truth));
        evaluator.Evaluate(scores, ScoreKind.Probabilities);
        return evaluator.Tabulate();
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected ?? 0, actual ?? 0, 1e-12);
    }
}
