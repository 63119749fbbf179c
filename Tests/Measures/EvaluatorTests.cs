using Shared.Randomness;
using Worker.Data;
using Worker.Measures;

namespace Tests.Measures;

public sealed class EvaluatorTests
{
    /// <summary>Ways to score: many ties, few, huge and tiny numbers, one far outlier, saturated probabilities, signed zeros.</summary>
    public static TheoryData<string> Scorings => ["coarse", "fine", "wild", "outlier", "saturated", "zeros", "constant"];

    [Theory]
    [MemberData(nameof(Scorings))]
    public void Ranking_measures_equal_their_definition(string scoring)
    {
        foreach (var (scores, truth) in Draws(scoring))
        {
            var evaluator = new PartEvaluator(truth, new TrainingCounts(truth));
            var values = evaluator.Evaluate(scores, new ScoreKind(AreProbabilities: false, NaturalThreshold: 0.25f));

            var columns = Enumerable.Range(0, truth.Labels).Select(label => Naive.Column(scores, truth, label)).ToArray();
            AssertMean(values, "macro_ap", columns.Select(Naive.AveragePrecision));
            AssertMean(values, "macro_auc", columns.Select(Naive.AreaUnderCurve));
            AssertMean(values, "micro_ap", [Naive.AveragePrecision([.. columns.SelectMany(cells => cells)])]);
            AssertMean(values, "micro_auc", [Naive.AreaUnderCurve([.. columns.SelectMany(cells => cells)])]);
            Assert.Equal(columns.Count(cells => Naive.AveragePrecision(cells) is not null), values["labels_evaluated"]);
            Assert.Equal(columns.Count(cells => Naive.AreaUnderCurve(cells) is not null), values["labels_evaluated_auc"]);
        }
    }

    [Theory]
    [MemberData(nameof(Scorings))]
    public void Decisions_equal_their_definition(string scoring)
    {
        foreach (var (scores, truth) in Draws(scoring))
        {
            var values = new PartEvaluator(truth, new TrainingCounts(truth)).Evaluate(scores, new ScoreKind(AreProbabilities: false, NaturalThreshold: 0.25f));
            var counts = Enumerable.Range(0, truth.Labels).Select(label => Naive.Confusion(Naive.Column(scores, truth, label), 0.25f)).ToArray();
            AssertDecisions(values, "", counts);
        }
    }

    [Theory]
    [MemberData(nameof(Scorings))]
    public void Cross_fitted_decisions_equal_tuning_on_one_half_and_judging_the_other(string scoring)
    {
        foreach (var (scores, truth) in Draws(scoring))
        {
            var values = new PartEvaluator(truth, new TrainingCounts(truth)).Evaluate(scores, ScoreKind.Probabilities);
            var counts = Enumerable.Range(0, truth.Labels).Select(label =>
            {
                var column = Naive.Column(scores, truth, label);
                var even = column.Where((_, row) => row % 2 == 0).ToList();
                var odd = column.Where((_, row) => row % 2 == 1).ToList();
                var first = Naive.Confusion(odd, Naive.BestThreshold(even, SCut.Fallback));
                var second = Naive.Confusion(even, Naive.BestThreshold(odd, SCut.Fallback));
                return (first.Tp + second.Tp, first.Fp + second.Fp, first.Fn + second.Fn);
            }).ToArray();
            AssertDecisions(values, "_tuned", counts);
        }
    }

    [Theory]
    [MemberData(nameof(Scorings))]
    public void Thresholds_equal_their_definition(string scoring)
    {
        foreach (var (scores, truth) in Draws(scoring))
        {
            var evaluator = new PartEvaluator(truth, new TrainingCounts(truth));
            evaluator.Evaluate(scores, ScoreKind.Probabilities);
            var columns = Enumerable.Range(0, truth.Labels).Select(label => Naive.Column(scores, truth, label)).ToArray();
            Assert.Equal(columns.Select(cells => Naive.BestThreshold(cells, SCut.Fallback)), evaluator.TuneThresholds());
            float? pooled = truth.Indices.Length == 0 ? null : Naive.BestThreshold([.. columns.SelectMany(cells => cells)], 0);
            Assert.Equal(pooled, evaluator.TuneGlobalThreshold());
        }
    }

    [Theory]
    [MemberData(nameof(Scorings))]
    public void Row_measures_equal_their_definition(string scoring)
    {
        foreach (var (scores, truth) in Draws(scoring))
        {
            var training = new TrainingCounts(truth);
            var values = new PartEvaluator(truth, training).EvaluateFully(scores, new ScoreKind(AreProbabilities: false, NaturalThreshold: 0.25f));
            var rows = Enumerable.Range(0, truth.Count).Select(row => Naive.Row(scores, truth, row)).ToArray();

            AssertMean(values, "ranking_loss", rows.Select(row => (double?)RankingLoss(row)));
            AssertMean(values, "coverage", rows.Select(row => (double?)(row.Any(cell => cell.Truth)
                ? row.Count(cell => cell.Score >= row.Where(other => other.Truth).Min(other => other.Score)) : 0)));
            AssertMean(values, "lrap", rows.Select(row => (double?)Lrap(row)));
            AssertMean(values, "sample_f1", rows.Select(row => (double?)Naive.F1(Naive.Confusion(row, 0.25f))));
            AssertMean(values, "subset_accuracy", rows.Select(row => (double?)(row.All(cell => cell.Score >= 0.25f == cell.Truth) ? 1 : 0)));
            foreach (var k in new[] { 1, 3, 5 })
            {
                AssertMean(values, $"precision_at_{k}", rows.Select(row => (double?)Top(row).Take(k).Count(label => row[label].Truth) / k));
                AssertMean(values, $"ndcg_at_{k}", rows.Where(row => row.Any(cell => cell.Truth)).Select(row => (double?)Ndcg(row, k)));
                AssertPropensityScored(values, k, rows, Propensity.Weights(training));
            }
        }
    }

    [Fact]
    public void Calibration_equals_its_definition()
    {
        var (scores, truth) = Draw("fine", 200, 6, 11);
        var cells = Enumerable.Range(0, truth.Labels).SelectMany(label => Naive.Column(scores, truth, label)).ToArray();
        var values = new PartEvaluator(truth, new TrainingCounts(truth)).EvaluateFully(scores, ScoreKind.Probabilities);

        Assert.Equal(cells.Average(cell => Math.Pow(cell.Score - (cell.Truth ? 1 : 0), 2)), values["brier"], 1e-9);
        var error = cells.GroupBy(cell => Math.Min(14, (int)(cell.Score * 15)))
            .Sum(bin => bin.Count() * Math.Abs(bin.Average(cell => (double)cell.Score) - bin.Average(cell => cell.Truth ? 1.0 : 0))) / cells.Length;
        Assert.Equal(error, values["ece"], 1e-9);
    }

    [Fact]
    public void Calibration_is_absent_where_scores_are_no_probabilities()
    {
        var values = Example.Evaluator.EvaluateFully(Example.Scores, new ScoreKind(AreProbabilities: false, NaturalThreshold: 0.5f));
        Assert.DoesNotContain("brier", values.Keys);
        Assert.DoesNotContain("ece", values.Keys);
    }

    [Fact]
    public void Decisions_at_a_natural_threshold_are_absent_where_there_is_none()
    {
        var values = Example.Evaluator.EvaluateFully(Example.Scores, new ScoreKind(AreProbabilities: false, NaturalThreshold: null));
        foreach (var name in new[] { "accuracy", "macro_f1", "micro_f1", "cf1", "hamming_loss", "sample_f1", "subset_accuracy" })
            Assert.DoesNotContain(name, values.Keys);
        Assert.Contains("macro_f1_tuned", values.Keys);
        Assert.Contains("macro_ap", values.Keys);
    }

    [Fact]
    public void The_table_names_exactly_what_is_measured()
    {
        Assert.Equal(
            MeasureTable.All.Select(measure => measure.Name).Order(),
            Example.Evaluator.EvaluateFully(Example.Scores, ScoreKind.Probabilities).Keys.Order());
        Assert.Equal(
            MeasureTable.All.Where(measure => measure.Timing == Timing.EachEpoch).Select(measure => measure.Name).Order(),
            Example.Evaluator.Evaluate(Example.Scores, ScoreKind.Probabilities).Keys.Order());
    }

    [Fact]
    public void Thirds_are_told_by_positives_in_training()
    {
        var training = Example.Training(100, 5, 60, 30);
        var values = new PartEvaluator(Example.Truth, training).Evaluate(Example.Scores, ScoreKind.Probabilities);
        Assert.Equal(5 / 12.0, values["head_ap"], 1e-9);
        Assert.Equal(5 / 12.0, values["medium_ap"], 1e-9);
        Assert.Equal(1, values["tail_ap"], 1e-9);
    }

    [Fact]
    public void A_part_without_any_positive_has_no_precision_and_no_area()
    {
        var truth = LabelRows.FromRows(2, [[], []]);
        var values = new PartEvaluator(truth, new TrainingCounts(truth)).EvaluateFully([.1f, .2f, .3f, .4f], ScoreKind.Probabilities);
        foreach (var name in new[] { "macro_ap", "micro_ap", "macro_auc", "micro_auc", "ndcg_at_1", "psp_at_1" })
            Assert.DoesNotContain(name, values.Keys);
        Assert.Equal(0, values["labels_evaluated"]);
        Assert.Equal(1, values["subset_accuracy"]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_score_that_is_not_finite_means_divergence(float bad)
    {
        // 21 scores: some are read by vectors, the last ones by themselves.
        var truth = LabelRows.FromRows(3, [.. Enumerable.Repeat(new[] { 1 }, 7)]);
        foreach (var place in new[] { 0, 9, 20 })
        {
            var scores = new float[21];
            scores[place] = bad;
            var diverged = Assert.Throws<Diverged>(() => new PartEvaluator(truth, new TrainingCounts(truth)).Evaluate(scores, ScoreKind.Probabilities));
            Assert.Equal((place / 3, place % 3), (diverged.Row, diverged.Label));
        }
    }

    [Fact]
    public void An_evaluator_forgets_the_scores_before()
    {
        var (scores, truth) = Draw("fine", 150, 4, 12);
        var evaluator = new PartEvaluator(truth, new TrainingCounts(truth));
        var first = evaluator.EvaluateFully(scores, ScoreKind.Probabilities);
        evaluator.Evaluate(Draw("coarse", 150, 4, 13).Scores, ScoreKind.Probabilities);
        Assert.Equal(first, evaluator.EvaluateFully(scores, ScoreKind.Probabilities));
    }

    internal static IEnumerable<(float[] Scores, LabelRows Truth)> Draws(string scoring)
    {
        foreach (var (rows, labels) in new[] { (1, 1), (2, 3), (7, 5), (160, 4), (400, 2) })
            yield return Draw(scoring, rows, labels, (ulong)(rows * 10 + labels));
    }

    /// <summary>The first label is rare, the last common, so that both ways of counting are used; some labels have no positive.</summary>
    private static (float[] Scores, LabelRows Truth) Draw(string scoring, int rows, int labels, ulong seed)
    {
        var random = new SeededGenerator(seed, "measures", scoring);
        var truth = LabelRows.FromRows(labels, [.. Enumerable.Range(0, rows).Select(_ =>
            Enumerable.Range(0, labels).Where(label => random.NextDouble() < 0.6 * label / labels).ToArray())]);
        var scores = new float[rows * labels];
        foreach (ref var score in scores.AsSpan())
        {
            var u = random.NextDouble();
            score = scoring switch
            {
                "coarse" => (float)Math.Round(u, 1),
                "fine" => (float)u,
                "wild" => (float)(Math.Exp(60 * (u - 0.5)) * (random.NextInt32(2) * 2 - 1)),
                "outlier" => random.NextInt32(40) == 0 ? 1e-30f : 0.5f + (float)(u * 1e-5),
                "saturated" => u < 0.5 ? 0 : u < 0.8 ? 1 : 1 - (float)(u * 1e-6),
                "zeros" => u < 0.3 ? -0f : u < 0.6 ? 0f : (float)(u - 0.8),
                _ => 0.25f,
            };
        }

        return (scores, truth);
    }

    private static void AssertMean(MeasureValues values, string name, IEnumerable<double?> expected)
    {
        var defined = expected.OfType<double>().ToArray();
        if (defined.Length == 0) Assert.DoesNotContain(name, values.Keys);
        else Assert.Equal(defined.Average(), values[name], 1e-9);
    }

    private static void AssertDecisions(MeasureValues values, string suffix, (int Tp, int Fp, int Fn)[] counts)
    {
        static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
        var micro = (Tp: counts.Sum(c => c.Tp), Fp: counts.Sum(c => c.Fp), Fn: counts.Sum(c => c.Fn));
        Assert.Equal(counts.Average(Naive.F1), values[$"macro_f1{suffix}"], 1e-9);
        Assert.Equal(counts.Average(c => Ratio(c.Tp, c.Tp + c.Fp)), values[$"macro_precision{suffix}"], 1e-9);
        Assert.Equal(counts.Average(c => Ratio(c.Tp, c.Tp + c.Fn)), values[$"macro_recall{suffix}"], 1e-9);
        Assert.Equal(Naive.F1(micro), values[$"micro_f1{suffix}"], 1e-9);
        Assert.Equal(Ratio(micro.Tp, micro.Tp + micro.Fp), values[$"micro_precision{suffix}"], 1e-9);
        Assert.Equal(Ratio(micro.Tp, micro.Tp + micro.Fn), values[$"micro_recall{suffix}"], 1e-9);
    }

    private static double RankingLoss(List<(float Score, bool Truth)> row)
    {
        var pairs = row.Where(cell => cell.Truth).SelectMany(present => row.Where(cell => !cell.Truth).Select(absent => absent.Score >= present.Score)).ToArray();
        return pairs.Length == 0 ? 0 : pairs.Average(wrong => wrong ? 1.0 : 0);
    }

    private static double Lrap(List<(float Score, bool Truth)> row) => row.All(cell => cell.Truth) || !row.Any(cell => cell.Truth)
        ? 1
        : row.Where(cell => cell.Truth).Average(present =>
            (double)row.Count(cell => cell.Truth && cell.Score >= present.Score) / row.Count(cell => cell.Score >= present.Score));

    private static int[] Top(List<(float Score, bool Truth)> row) =>
        [.. Enumerable.Range(0, row.Count).OrderByDescending(label => row[label].Score)];

    private static double Ndcg(List<(float Score, bool Truth)> row, int k)
    {
        static double Discount(int rank) => 1 / Math.Log2(rank + 2);
        var gain = Top(row).Take(k).Index().Sum(entry => row[entry.Item].Truth ? Discount(entry.Index) : 0);
        return gain / Enumerable.Range(0, Math.Min(k, row.Count(cell => cell.Truth))).Sum(Discount);
    }

    private static void AssertPropensityScored(MeasureValues values, int k, List<(float Score, bool Truth)>[] rows, double[] weights)
    {
        var gained = rows.Sum(row => Top(row).Take(k).Sum(label => row[label].Truth ? weights[label] : 0));
        var best = rows.Sum(row => Enumerable.Range(0, row.Count).Where(label => row[label].Truth).Select(label => weights[label]).OrderDescending().Take(k).Sum());
        if (best == 0) Assert.DoesNotContain($"psp_at_{k}", values.Keys);
        else Assert.Equal(gained / best, values[$"psp_at_{k}"], 1e-9);
    }
}
