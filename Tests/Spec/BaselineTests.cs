using Shared.Spec;

namespace Tests.Spec;

public class BaselineTests
{
    [Fact]
    public void Searched_settings_are_at_their_default_where_that_is_allowed_and_in_the_middle_elsewhere()
    {
        var spec = SpecTexts.Accepted(SpecTexts.With("training: { batch_size: { int: [64, 512] }, epochs: { int: [20, 30] } }\nmodel: { dropout: { range: [0.2, 0.4] } }"));
        var fixedOne = spec.Baselines[0].Assignment;
        Assert.Equal("256", fixedOne.Find("training.batch_size")!.ToString());
        Assert.Equal("25", fixedOne.Find("training.epochs")!.ToString());
        Assert.Equal(0.3, fixedOne.Find("model.dropout")!.AsDouble(), 12);
    }

    [Theory]
    [InlineData("search: { loss: { choose: { weighted_bce: { pos_weight: { range: [1, 10] } }, bce: } } }", "baseline")]
    [InlineData("search: { loss: { choose: { weighted_bce: { pos_weight: { range: [1, 50] } }, bce: } } }", "baseline, weighted_bce")]
    [InlineData("search: { loss: { choose: { weighted_bce: all, bce: } } }\nforbid: [{ loss: weighted_bce, resampling: none }, { loss: bce, output_bias: prior }]\ntime: 1h", "baseline")]
    public void A_published_setting_runs_where_the_spec_allows_it(string lines, string names)
    {
        var text = lines.Contains("output_bias") ? SpecTexts.With(lines.Replace("bce: } }", "bce: } }, resampling: { choose: all }, output_bias: { choose: all }")) : SpecTexts.With(lines);
        Assert.Equal(names, string.Join(", ", SpecTexts.Accepted(text).Baselines.Select(baseline => baseline.Name)));
    }

    [Fact]
    public void Without_adam_the_first_optimizer_stands_in_except_in_the_fixed_one()
    {
        var spec = SpecTexts.Accepted(SpecTexts.With("search: { loss: { choose: [bce, mse] }, optimizer: { rmsprop: all } }"));
        Assert.Equal(["adam", "rmsprop", "rmsprop"], spec.Baselines.Select(baseline => baseline.Assignment.Find("optimizer")!.ToString()));
        Assert.Equal("bce", spec.Baselines[1].Name);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(100, 7)]
    public void They_leave_one_trial_to_propose_but_for_the_fixed_one(int trials, int baselines) =>
        Assert.Equal(baselines, SpecTexts.Accepted(SpecTexts.Example.Replace("trials: 40", $"trials: {trials}")).Baselines.Length);

    [Fact]
    public void More_trials_bring_back_those_that_were_dropped()
    {
        var few = SpecTexts.Reading(SpecTexts.Example.Replace("trials: 40", "trials: 3"));
        Assert.Contains("trials: 3 leave no room for the baselines positive_focal, focal, batch_balanced_bce, softmax_ce, abs_kl", few.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(7, few.Spec.WithBudget(few.Spec.Budget with { Trials = 40 }).Baselines.Length);
    }
}
