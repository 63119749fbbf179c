using System.Text.Json;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Space;
using Shared.Spec;

namespace Tests.Spec;

public class BestSpecTests
{
    private readonly SweepSpec spec = SpecTexts.Accepted(SpecTexts.Example);

    [Fact]
    public void It_is_a_short_spec_with_nothing_left_to_choose()
    {
        var assignment = spec.Baselines.Single(baseline => baseline.Name == "focal").Assignment;
        Assert.Equal("""
            # trial 3 of debtags
            # validation.macro_ap .2900
            name: debtags-best
            objective: validation.macro_ap
            trials: 2    # the fixed baseline and this configuration
            seed: 1
            data: { format: debtags, rows: 10000, labels: 512, min_positives: 5, validation_share: 0.16, test_share: 0.2 }
            model: { hidden: [256], dropout: 0.0 }
            training: { epochs: 10, batch_size: 256, early_stopping: { patience: 3, min_delta: 0.0 } }
            search:
              loss: { focal: { gamma: 2.0, alpha: 0.25 } }
              resampling: none
              optimizer: { adam: { learning_rate: 0.008 } }
              output_bias: zero

            """, BestSpec.Write(spec, assignment, "trial 3 of debtags\nvalidation.macro_ap .2900"));
    }

    [Fact]
    public void Read_back_it_has_exactly_that_assignment_and_trains_the_same()
    {
        var random = new SeededGenerator(1, "assignments");
        var assignments = Enumerable.Range(0, 200).Select(_ => spec.Space.Assign(parameter => parameter.Domain.FromUnit(random.NextDouble())));
        Assert.All([.. assignments, .. spec.Baselines.Select(baseline => baseline.Assignment)], assignment =>
        {
            var back = SpecTexts.Accepted(BestSpec.Write(spec, assignment));
            Assert.Empty(back.Space.Free);
            Assert.Equal(assignment, back.Space.Assign(parameter => parameter.Domain.FromUnit(0.5)));
            Assert.Equal(Settings(spec, assignment), Settings(back, assignment));
            Assert.Equal(JsonSerializer.Serialize(spec.Data), JsonSerializer.Serialize(back.Data));
            Assert.Equal((spec.Objective, spec.Seed), (back.Objective, back.Seed));
            Assert.Equal("baseline", Assert.Single(back.Baselines).Name);
        });
    }

    [Fact]
    public void Settings_that_need_care_survive_too()
    {
        var odd = SpecTexts.Accepted("""
            name: 1e3
            minimise: validation.brier
            time: 1h
            trial_time: 90s
            seed: 18446744073709551615
            data:
              format: mulan
              train: "a b/#'\"\\\u2028: [x].arff"
              test: null.arff
              header: "null"
              standardise: false
              drop: ["yes", "1", "a, b", " x ", "é\u0085\uFEFF\U0001F600", "- y"]
              log: ["*z", "-"]
            model: { hidden: [] }
            training: { steps_per_epoch: 7, clip_gradient: 1e-7 }
            search:
              resampling: { oversample: { positive_share: 0.3, rare_below: 0.25 } }
              optimizer: { sgd: { learning_rate: 1e-05, nesterov: true } }
            """);
        var assignment = odd.Space.Assign(parameter => parameter.Domain.FromUnit(0.5));
        var back = SpecTexts.Accepted(BestSpec.Write(odd, assignment));
        Assert.Equal("1e3-best", back.Name.ToString());
        Assert.Equal(JsonSerializer.Serialize(odd.Data), JsonSerializer.Serialize(back.Data));
        Assert.Equal(odd.Space, back.Space);
        Assert.Equal((odd.Objective, odd.Seed, odd.Budget.TrialTime), (back.Objective, back.Seed, back.Budget.TrialTime));
    }

    [Fact]
    public void A_spec_survives_JSON()
    {
        foreach (var text in new[] { SpecTexts.Example, SpecTexts.Small, File.ReadAllText(Path.Combine(SpecTexts.Examples, "mulan.yaml")) })
        {
            var json = JsonSerializer.Serialize(SpecTexts.Accepted(text), ProtocolJson.Default.SweepSpec);
            var back = JsonSerializer.Deserialize(json, ProtocolJson.Default.SweepSpec)!;
            Assert.Equal(json, JsonSerializer.Serialize(back, ProtocolJson.Default.SweepSpec));
            Assert.Equal(SpecTexts.Accepted(text).Space, back.Space);
        }
    }

    private static string Settings(SweepSpec spec, Assignment assignment) => JsonSerializer.Serialize(SettingsResolver.Resolve(spec, assignment));
}
