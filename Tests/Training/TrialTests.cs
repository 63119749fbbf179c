using Shared.Catalogue;
using Shared.Space;
using Shared.Trials;
using Tests.Losses;
using Worker.Data;
using Worker.Losses;
using Worker.Resampling;
using Worker.Training;
using Worker.Weights;
using static TorchSharp.torch;

namespace Tests.Training;

public sealed class TrialTests
{
    public static TheoryData<string> LossTitles => LossSample.Titles;

    private readonly LoadedData data = new(SmallData.Create(), CPU);

    [Fact]
    public void Each_entry_of_the_catalogue_has_one_implementation_and_the_reverse()
    {
        Assert.Equal(Components.Loss.Entries.Select(entry => entry.Name).Order(), LossFactory.Names.Order());
        Assert.Equal(Components.Resampling.Entries.Select(entry => entry.Name).Order(), ResamplingFactory.Names.Order());
        Assert.Equal(Components.Optimizer.Entries.Select(entry => entry.Name).Order(), OptimizerFactory.Names.Order());
    }

    [Fact]
    public void Same_request_gives_the_same_bits()
    {
        var settings = Requests.Settings with
        {
            Model = new ModelSettings([32, 24], Dropout: 0.3),
            Loss = Requests.Default(Components.Loss["batch_balanced_bce"]),
            Resampling = Requests.Default(Components.Resampling["oversample"]),
            OutputBias = "prior",
        };
        var first = Requests.Train(settings, data);
        var second = Requests.Train(settings, new LoadedData(SmallData.Create(), CPU));
        Assert.Equal(first.Measurements.Select(Values), second.Measurements.Select(Values));
        Assert.Equal(first.Finished.Values, second.Finished.Values);
        Assert.Equal(first.Weights, second.Weights);

        static string Values(Measurement measurement) => string.Join(" ", measurement.Values.Select(value => $"{value.Key}={value.Value:R}"));
    }

    [Fact]
    public void Trials_of_a_sweep_start_from_the_same_weights_and_visit_rows_in_their_own_order()
    {
        var still = Requests.Settings with { Optimizer = Requests.Default(Components.Optimizer["sgd"], ("learning_rate", new ParameterValue.Number(1e-30))) };
        Assert.Equal(Parameters(Requests.Of(still, number: 3)), Parameters(Requests.Of(still, number: 4)));
        Assert.NotEqual(Parameters(Requests.Of(still, seed: 1)), Parameters(Requests.Of(still, seed: 2)));
        Assert.NotEqual(Parameters(Requests.Of(Requests.Settings, number: 3)), Parameters(Requests.Of(Requests.Settings, number: 4)));

        float[] Parameters(Shared.Protocol.TrainRequest request) =>
            TrainedModel.Decode(Requests.Train(request, data).Weights, "weights").Parameters["input.weight"].Values;
    }

    /// <summary>A model that scores every row alike has as average precision the share of a label's positives.</summary>
    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    [InlineData("adagrad")]
    [InlineData("adadelta")]
    public void Each_optimizer_beats_the_all_zeros_start_somewhere_in_its_default_range(string optimizer)
    {
        var entry = Components.Optimizer[optimizer];
        var range = Assert.IsType<Domain.Real>(entry.Find("learning_rate")!.DefaultRange);
        var labels = data.Data.Validation.Labels;
        var constant = labels.CountPositives().Where(positives => positives > 0).Average(positives => (double)positives / labels.Count);
        var best = new[] { range.Low, Math.Sqrt(range.Low * range.High), range.High }
            .Max(rate => Requests.Train(Requests.Settings with { Optimizer = Requests.Default(entry, ("learning_rate", new ParameterValue.Number(rate))) }, data)
                .Finished.Values["validation.macro_ap"]);
        Assert.True(best > constant + 0.2, $"{optimizer} reached {best}, and a constant score {constant}");
    }

    [Theory, MemberData(nameof(LossTitles))]
    public void Every_loss_learns(string title)
    {
        var sample = LossSample.Find(title);
        var ofLoss = sample.Settings.Name == "count_normalised_ce" ? new LoadedData(SmallData.Create(oneLabel: true), CPU) : data;
        var trained = Requests.Train(Requests.Settings with { Loss = sample.Settings }, ofLoss);
        Assert.True(trained.Measurements[^1].Values["train.loss"] < trained.Measurements[0].Values["train.loss"]);
        Assert.True(trained.Finished.Values.ContainsKey("test.macro_ap"));
        var entry = (LossEntry)Components.Loss[sample.Settings.Name];
        foreach (var measure in Shared.Catalogue.Measures.All)
            Assert.Equal(entry.Reports(measure), trained.Finished.Values.ContainsKey($"validation.{measure.Name}"));
    }

    [Fact]
    public void Every_epoch_reports_train_and_validation()
    {
        var trained = Requests.Train(Requests.Settings, data);
        Assert.Equal([1, 2, 3], trained.Measurements.Select(measurement => measurement.Epoch));
        string[] measures = ["loss", "macro_ap", "micro_ap", "macro_auc", "micro_auc", "macro_precision", "macro_recall", "macro_f1", "micro_f1", "macro_f1_tuned", "micro_f1_tuned"];
        foreach (var measurement in trained.Measurements)
            foreach (var part in new[] { "train", "validation" })
                foreach (var measure in measures) Assert.Contains($"{part}.{measure}", measurement.Values.Keys);
        Assert.DoesNotContain(trained.Measurements[0].Values.Keys, name => name.StartsWith("test.", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_at_the_end_are_those_of_the_best_epoch()
    {
        // A rate this high overshoots after the first epochs.
        var settings = Requests.Settings with
        {
            Training = Requests.Settings.Training with { Epochs = 12 },
            Optimizer = Requests.Default(Components.Optimizer["adam"], ("learning_rate", new ParameterValue.Number(0.3))),
        };
        var trained = Requests.Train(settings, data);
        var best = trained.Measurements.MaxBy(measurement => measurement.Values["validation.macro_ap"])!;
        Assert.Equal(best.Epoch, trained.Finished.BestEpoch);
        Assert.InRange(best.Epoch, 1, 11);
        foreach (var (name, value) in best.Values) Assert.Equal(value, trained.Finished.Values[name]);
    }

    [Fact]
    public void Early_stopping_ends_training_when_patience_is_over()
    {
        var settings = Requests.Settings with
        {
            Training = Requests.Settings.Training with { Epochs = 100, EarlyStopping = new EarlyStopping(Patience: 2, MinDelta: 0) },
            Optimizer = Requests.Default(Components.Optimizer["adam"], ("learning_rate", new ParameterValue.Number(0.3))),
        };
        var trained = Requests.Train(settings, data);
        Assert.Equal(trained.Finished.BestEpoch + 2, trained.Measurements.Count);
    }

    [Fact]
    public void A_request_to_stop_ends_training_with_the_epoch_at_hand()
    {
        using var stop = new CancellationTokenSource();
        var trained = Requests.Train(Requests.Of(Requests.Settings with { Training = Requests.Settings.Training with { Epochs = 50 } }), (request, measured) =>
        {
            using var trial = new Trial(request, data, CPU, TimeProvider.System);
            return trial.Run(
                measurement =>
                {
                    measured(measurement);
                    if (measurement.Epoch == 2) stop.Cancel();
                }, checkpoints: null, stop.Token);
        });
        Assert.Equal(2, trained.Measurements.Count);
        Assert.InRange(trained.Finished.BestEpoch, 1, 2);
    }

    [Fact]
    public void A_measure_of_the_end_can_be_the_objective()
    {
        var trained = Requests.Train(Requests.Settings with { Objective = new Objective("validation.brier", Maximise: false) }, data);
        Assert.Equal(trained.Measurements.Min(measurement => measurement.Values["validation.brier"]), trained.Finished.Values["validation.brier"]);
    }

    [Fact]
    public void Too_high_a_learning_rate_is_a_divergence()
    {
        var settings = Requests.Settings with { Optimizer = Requests.Default(Components.Optimizer["sgd"], ("learning_rate", new ParameterValue.Number(1e30))) };
        var diverged = Assert.Throws<DivergedException>(() => Requests.Train(settings, data));
        Assert.StartsWith("train", diverged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_cannot_be_trained_on_the_labels_says_so()
    {
        var refused = Assert.Throws<DataProblem>(() => Requests.Train(Requests.Settings with { Loss = Requests.Default(Components.Loss["count_normalised_ce"]) }, data));
        Assert.Matches("^train part: count_normalised_ce needs exactly one label in every row, but [0-9]+ of 400 rows have none or several$", refused.Message);
    }

    [Fact]
    public void An_objective_that_the_loss_does_not_report_is_named()
    {
        var settings = Requests.Settings with { Loss = Requests.Default(Components.Loss["softmax_ce"]), Objective = new Objective("validation.macro_f1", true) };
        var refused = Assert.Throws<DataProblem>(() => Requests.Train(settings, data));
        Assert.StartsWith("the objective validation.macro_f1 is not defined for softmax_ce on this data: the measures are train.loss, ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_model_clipped_gradients_and_short_epochs_train_as_well()
    {
        var settings = Requests.Settings with
        {
            Model = new ModelSettings([], 0),
            Training = new TrainingSettings(Epochs: 6, BatchSize: 48, StepsPerEpoch: 10, EarlyStopping: null, ClipGradient: 0.5),
            Optimizer = Requests.Default(Components.Optimizer["adam"], ("learning_rate", new ParameterValue.Number(0.03))),
        };
        var trained = Requests.Train(settings, data);
        Assert.True(trained.Finished.Values["validation.macro_ap"] > 0.5, $"{trained.Finished.Values["validation.macro_ap"]}");
        Assert.Equal(["input.weight", "input_bias"], TrainedModel.Decode(trained.Weights, "weights").Parameters.Keys.Order());
    }
}
