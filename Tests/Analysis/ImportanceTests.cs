using System.Text.Json;
using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Shared.Space;
using Shared.Trials;
using Tests.Search;
using Tests.Search.Surrogates;

namespace Tests.Analysis;

/// <summary>Importances against formulas whose shares are known.</summary>
public sealed class ImportanceTests
{
    private static readonly SearchSpace Square = new SpaceSketch().Range("x", 0, 1).Range("y", -5, 5).Log("z", 1e-4, 1).ToSpace();

    [Fact]
    public void Shares_of_a_sum_are_those_of_its_variances_and_what_is_not_in_it_has_none()
    {
        // Variances 4 to 1.
        var importance = Learnt.Importance(Learnt.Sweep(Square, 500, at => 2 * at.Number("x") + at.Number("y") / 10));

        Assert.Equal(0.8, importance.Of("x"), 0.05);
        Assert.Equal(0.2, importance.Of("y"), 0.05);
        Assert.InRange(importance.Of("z"), 0, 0.01);
        Assert.InRange(importance.Interactions!.Value, 0, 0.05);
        Assert.InRange(importance.Explained!.Value, 0.9, 1);
        Assert.Equal(["x", "y", "z"], importance.Parameters.Select(parameter => parameter.Path));
    }

    [Fact]
    public void The_mean_over_a_parameter_follows_the_formula_at_its_values()
    {
        var importance = Learnt.Importance(Learnt.Sweep(Square, 500, at => Math.Log10(at.Number("z"))));
        var z = importance.Parameters[0];

        Assert.Equal("z", z.Path);
        Assert.All(z.At.Zip(z.Mean), pair => Assert.Equal(Math.Log10(pair.First.AsDouble()), pair.Second!.Value, 0.3));
        Assert.All(z.Spread, spread => Assert.InRange(spread!.Value, 0, 0.3));
    }

    [Fact]
    public void What_exists_in_one_branch_only_counts_as_often_as_it_exists()
    {
        var space = new SpaceSketch().Choose("loss", "bce", "focal").Range("loss.focal.gamma", 0, 1).ToSpace();

        var importance = Learnt.Importance(Learnt.Sweep(space, 500, at => at.Text("loss") == "focal" ? at.Number("loss.focal.gamma") : 0));

        // Between the branches 1/4 (1/2)^2 = 1/16, within one of the two 1/2 1/12 = 1/24.
        Assert.Equal(0.6, importance.Of("loss"), 0.05);
        Assert.Equal(0.4, importance.Of("loss.focal.gamma"), 0.05);
    }

    [Fact]
    public void What_two_parameters_do_together_and_neither_alone_is_an_interaction()
    {
        var importance = Learnt.Importance(Learnt.Sweep(Square, 1000, at => (at.Number("x") - 0.5) * at.Number("y")));

        Assert.All(importance.Parameters, parameter => Assert.InRange(parameter.Importance, 0, 0.03));
        Assert.InRange(importance.Interactions!.Value, 0.92, 1);
    }

    [Fact]
    public void A_forbidden_combination_has_no_part_in_any_expectation()
    {
        var space = new SpaceSketch().Choose("a", "0", "1").Choose("b", "0", "1").Forbid(("a", "1"), ("b", "1")).ToSpace();

        var importance = Learnt.Importance(Learnt.Sweep(space, 300, at => double.Parse(at.Text("a")) + double.Parse(at.Text("b"))));

        // 0, 1 and 1, a third each: the variance is 2/9; the mean is 1/2 at a = 0, which is twice as likely as a = 1, where it is 1: 1/18.
        Assert.Equal(0.25, importance.Of("a"), 0.02);
        Assert.Equal(0.25, importance.Of("b"), 0.02);
        Assert.Equal(1, importance.Parameters[0].Mean[1]!.Value, 0.02);
    }

    [Fact]
    public void Few_whole_numbers_are_told_one_by_one_and_options_as_they_are()
    {
        var space = new SpaceSketch().Whole("n", 1, 4).Choose("loss", "bce", "mse").Constant("fixed", new ParameterValue.Whole(3)).ToSpace();

        var importance = Learnt.Importance(Learnt.Sweep(space, 200, at => at.Number("n")));

        Assert.Equal(["1 2 3 4", "bce mse"], importance.Parameters.Select(parameter => string.Join(' ', parameter.At)));
        Assert.All(importance.Parameters[0].Mean.Select((mean, i) => (mean, i)), pair => Assert.Equal(pair.i + 1, pair.mean!.Value, 0.05));
    }

    [Fact]
    public void A_trial_that_went_wrong_altogether_is_not_all_that_is_explained()
    {
        var sweep = Learnt.Sweep(Square, 500, at => at.Number("z") < 2e-4 ? -1000 : at.Number("x"));

        var importance = Learnt.Importance(sweep);

        Assert.InRange(importance.Of("x"), 0.6, 1);
        Assert.InRange(importance.Clipped!.Value, -0.3, 0.1);
    }

    [Fact]
    public void Where_half_of_the_trials_are_as_good_as_the_best_nothing_is_clipped()
    {
        var importance = Learnt.Importance(Learnt.Sweep(Square, 200, at => at.Number("x") < 0.3 ? -1000 : 1));

        Assert.Null(importance.Clipped);
        Assert.InRange(importance.Of("x"), 0.9, 1);
    }

    [Fact]
    public void The_same_trials_give_the_same_bit_for_bit_and_the_other_way_round_the_same_shares()
    {
        var surrogate = DebtagsSurrogate.Create(3);
        var (more, again, less) = (Learnt.Sweep(surrogate.Space, 120, at => -surrogate.Cost(at)), Learnt.Sweep(surrogate.Space, 120, at => -surrogate.Cost(at)), Learnt.Sweep(surrogate.Space, 120, surrogate.Cost, maximise: false));

        var first = Learnt.Importance(more);
        var reversed = Learnt.Importance(less);

        Assert.Equal(Text(first), Text(Learnt.Importance(again)));
        Assert.Equal(first.Parameters.Select(parameter => (parameter.Path, parameter.Importance)), reversed.Parameters.Select(parameter => (parameter.Path, parameter.Importance)));
        Assert.Equal(first.Parameters[0].Mean, reversed.Parameters[0].Mean.Select(mean => -mean));
    }

    [Fact]
    public void Of_few_trials_or_of_equal_ones_nothing_is_said_but_why()
    {
        var few = Learnt.Importance(Learnt.Sweep(Square, 9, at => at.Number("x")));
        var one = Learnt.Importance(Learnt.Sweep(Square, 1, at => at.Number("x")));
        var equal = Learnt.Importance(Learnt.Sweep(Square, 12, _ => 0.25));

        Assert.Equal("it takes 10 completed trials within the sweep's space, and there are 9", few.Reason);
        Assert.Equal("it takes 10 completed trials within the sweep's space, and there is 1", one.Reason);
        Assert.Equal("all 12 completed trials have the same validation.macro_ap", equal.Reason);
        Assert.Equal((9, 0, null, null), (few.Trials, few.Parameters.Count, few.Interactions, few.Explained));
        Assert.Null(Learnt.Importance(Learnt.Sweep(Square, 10, at => at.Number("x"))).Reason);
    }

    [Fact]
    public void What_failed_or_lies_outside_of_the_space_is_not_learnt_from()
    {
        var within = Learnt.Sweep(Square, 60, at => at.Number("x"));
        var outside = Learnt.Completed(60, SpaceSketch.Assignment(("x", 2.0), ("y", 0.0), ("z", 0.5)), 100);
        var failed = new TrialOutline(61, "random", false, 1, new TrialPhase.Failed(FailureKind.Diverged, "not finite"), within.Trials[0].Assignment);

        Assert.Equal(Text(Learnt.Importance(within)), Text(Learnt.Importance(Learnt.Sweep(Square, [.. within.Trials, outside, failed]))));
    }

    [Fact]
    public void Of_very_many_trials_it_learns_from_two_thousand_spread_over_all()
    {
        // Of the first half alone nothing could be learnt about x.
        var all = Learnt.Sweep(Square, 5000, at => at.Number("x"));

        var importance = Learnt.Importance(Learnt.Sweep(Square, [.. all.Trials.Select(trial => trial.Number < 2500 ? Learnt.Completed(trial.Number, trial.Assignment, 0.5) : trial)]));

        Assert.Equal(2000, importance.Trials);
        Assert.Equal("x", importance.Parameters[0].Path);
    }

    [Fact]
    public void In_every_space_shares_are_shares_and_values_are_of_the_parameters_domain()
    {
        foreach (var (name, space) in Spaces.All.Where(entry => entry.Space.Free.Any()))
        {
            var importance = Learnt.Importance(Learnt.Sweep(space, 80, at => at.Sum(pair => pair.Value is ParameterValue.Text text ? text.Value.Length : Math.Log(1 + Math.Abs(pair.Value.AsDouble())))));

            Assert.Equal(space.Free.Select(parameter => parameter.Path).Order(StringComparer.Ordinal), importance.Parameters.Select(parameter => parameter.Path).Order(StringComparer.Ordinal));
            Assert.Equal(importance.Parameters.Select(parameter => parameter.Importance).OrderDescending(), importance.Parameters.Select(parameter => parameter.Importance));
            Assert.InRange(importance.Parameters.Sum(parameter => parameter.Importance) + importance.Interactions!.Value, 1 - 1e-9, 1 + 1e-9);
            foreach (var parameter in importance.Parameters)
            {
                var domain = space.Parameters.Single(known => known.Path == parameter.Path).Domain;
                Assert.All(parameter.At, value => Assert.True(domain.Contains(value), $"{name}: {value} at {parameter.Path}"));
                Assert.Equal((parameter.At.Count, parameter.At.Count), (parameter.Mean.Count, parameter.Spread.Count));
                Assert.All(parameter.Mean, mean => Assert.True(mean is { } value && double.IsFinite(value)));
            }
        }
    }

    private static string Text(SweepImportance importance) => JsonSerializer.Serialize(importance, ApiJson.Default.SweepImportance);
}
