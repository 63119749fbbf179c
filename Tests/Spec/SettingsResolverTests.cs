using Shared.Spec;
using Shared.Trials;

namespace Tests.Spec;

public class SettingsResolverTests
{
    private readonly SweepSpec spec = SpecTexts.Accepted(SpecTexts.With("""
        model: { hidden: [64, 32], dropout: 0.5 }
        training: { epochs: 7, batch_size: 32, steps_per_epoch: 9, clip_gradient: 2, early_stopping: { patience: 4 } }
        search: { loss: { weighted_bce: { weights: tempered } }, resampling: oversample, output_bias: prior }
        """));

    private TrialSettings Settings => SettingsResolver.Resolve(spec, spec.Space.Assign(parameter => parameter.Domain.FromUnit(0.5)));

    [Fact]
    public void Model_and_training_are_the_specs()
    {
        Assert.Equal([64, 32], Settings.Model.Hidden);
        Assert.Equal(0.5, Settings.Model.Dropout);
        Assert.Equal(new TrainingSettings(7, 32, 9, new EarlyStopping(4, 0), 2), Settings.Training);
        Assert.Equal("prior", Settings.OutputBias);
        Assert.Equal(new Objective("validation.macro_ap", true), Settings.Objective);
    }

    [Fact]
    public void Components_have_their_defaults_filled_in()
    {
        Assert.Equal(("weighted_bce", "tempered", 0.5, 100.0), (Settings.Loss.Name, Settings.Loss.Text("weights"), Settings.Loss.Number("tau"), Settings.Loss.Number("max_weight")));
        Assert.Equal(("oversample", 0.5, 0.5), (Settings.Resampling.Name, Settings.Resampling.Number("positive_share"), Settings.Resampling.Number("rare_below")));
        Assert.Equal(("adam", 0.008), (Settings.Optimizer.Name, Settings.Optimizer.Number("learning_rate")));
    }

    [Fact]
    public void A_baseline_outside_the_space_resolves_as_well()
    {
        var baseline = SettingsResolver.Resolve(spec, spec.Baselines[0].Assignment);
        Assert.Equal(("bce", "none", "zero"), (baseline.Loss.Name, baseline.Resampling.Name, baseline.OutputBias));
        Assert.Equal([64, 32], baseline.Model.Hidden);
    }

    [Fact]
    public void What_a_spec_leaves_out_is_off()
    {
        var small = SpecTexts.Accepted(SpecTexts.Small);
        Assert.Equal(new TrainingSettings(10, 256, null, null, null), SettingsResolver.Resolve(small, small.Baselines[0].Assignment).Training);
    }
}
