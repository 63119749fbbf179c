using Shared.Space;
using Shared.Spec;

namespace Tests.Spec;

public class ExampleTests
{
    private readonly SweepSpec spec = SpecTexts.Accepted(SpecTexts.Example);

    [Fact]
    public void Every_example_is_legal()
    {
        foreach (var path in Directory.GetFiles(SpecTexts.Examples, "*.yaml"))
            Assert.IsType<SpecReading.Accepted>(SpecReader.ReadFile(path));
    }

    [Fact]
    public void Header_is_read()
    {
        Assert.Equal("debtags", spec.Name.ToString());
        Assert.Equal("validation.macro_ap", spec.Objective.Measure);
        Assert.True(spec.Objective.Maximise);
        Assert.Equal(new Budget(40, null, null, null, null, 5, 0.1), spec.Budget);
        Assert.Equal(1ul, spec.Seed);
        Assert.Equal(("debtags", 10000, 512, 5), (spec.Data.Format, spec.Data.Rows, spec.Data.Labels, spec.Data.MinPositives));
    }

    [Fact]
    public void Space_is_conditional_and_holds_constants_too()
    {
        Assert.Equal(
        [
            "model.hidden: [256]",
            "model.dropout: 0.0",
            "training.epochs: 10",
            "training.batch_size: 256",
            "training.early_stopping.patience: 3",
            "training.early_stopping.min_delta: 0.0",
            "loss: one of bce, weighted_bce, focal, positive_focal, batch_balanced_bce, softmax_ce, abs_kl",
            "loss.weighted_bce.weights: scalar, with loss weighted_bce",
            "loss.weighted_bce.pos_weight: 1 to 100, log scale, with loss.weighted_bce.weights scalar",
            "loss.focal.gamma: 0 to 5, with loss focal",
            "loss.focal.alpha: 0.05 to 0.95, with loss focal",
            "loss.positive_focal.gamma: 0 to 1, with loss positive_focal",
            "loss.positive_focal.weights: scalar, with loss positive_focal",
            "loss.positive_focal.pos_weight: 1 to 100, log scale, with loss.positive_focal.weights scalar",
            "loss.batch_balanced_bce.scope: one of cells, label, with loss batch_balanced_bce",
            "loss.batch_balanced_bce.momentum: 0 to 0.95, with loss batch_balanced_bce",
            "loss.batch_balanced_bce.cap: 5 to 200, log scale, with loss batch_balanced_bce",
            "resampling: one of none, oversample",
            "resampling.oversample.positive_share: 0.1 to 0.9, with resampling oversample",
            "resampling.oversample.rare_below: 0.5, with resampling oversample",
            "optimizer: one of adam, adamw, rmsprop, adagrad, sgd, adadelta",
            "optimizer.adam.learning_rate: 0.001 to 0.03, log scale, with optimizer adam",
            "optimizer.adamw.learning_rate: 0.001 to 0.03, log scale, with optimizer adamw",
            "optimizer.adamw.weight_decay: 1e-6 to 0.1, log scale, with optimizer adamw",
            "optimizer.rmsprop.learning_rate: 0.0005 to 0.02, log scale, with optimizer rmsprop",
            "optimizer.adagrad.learning_rate: 0.005 to 0.5, log scale, with optimizer adagrad",
            "optimizer.sgd.learning_rate: 3 to 300, log scale, with optimizer sgd",
            "optimizer.sgd.momentum: 0 to 0.95, with optimizer sgd",
            "optimizer.sgd.nesterov: false, with optimizer sgd",
            "optimizer.adadelta.learning_rate: 10 to 1000, log scale, with optimizer adadelta",
            "output_bias: one of zero, prior",
        ], spec.Space.Parameters.Select(Line));
        Assert.Equal("loss = weighted_bce with resampling = oversample", Assert.Single(spec.Space.Forbidden).ToString());
    }

    [Fact]
    public void Baselines_are_plain_bce_and_each_loss_as_published()
    {
        Assert.Equal(
            ["baseline", "weighted_bce", "positive_focal", "focal", "batch_balanced_bce", "softmax_ce", "abs_kl"],
            spec.Baselines.Select(baseline => baseline.Name));
        Assert.Equal(
            "model.hidden=[256], model.dropout=0.0, training.epochs=10, training.batch_size=256, training.early_stopping.patience=3, " +
            "training.early_stopping.min_delta=0.0, loss=bce, resampling=none, optimizer=adam, optimizer.adam.learning_rate=0.008, output_bias=zero",
            spec.Baselines[0].Assignment.ToString());
        var outside = spec.Baselines.Where(baseline => !spec.Space.Problems(baseline.Assignment).IsEmpty);
        Assert.Equal("known to collapse: with gamma 2 'one everywhere' is nearly free", Assert.Single(outside).Warning);
    }

    [Fact]
    public void Warnings_name_what_the_space_allows() => Assert.Equal(
    [
        "search.loss.softmax_ce: gives a ranking without a natural threshold: its trials report no measure at .5, only ranked and tuned ones",
        "search.loss.abs_kl: slow: it reached .055 macro_ap in 6 epochs where bce reached .28 (debtags, adam at 8e-3)",
        "search.resampling.oversample: corrects the same imbalance a second time with positive_focal, batch_balanced_bce: keep them apart with forbid: - { loss: [positive_focal, batch_balanced_bce], resampling: oversample }",
        "baseline positive_focal: known to collapse: with gamma 2 'one everywhere' is nearly free",
    ], SpecTexts.Reading(SpecTexts.Example).Warnings.Select(warning => warning.ToString()));

    private static string Line(Parameter parameter) =>
        $"{parameter.Path}: {Described.Domain(parameter.Domain)}{(parameter.Condition is { } condition ? $", with {condition.Path} {condition.Option}" : "")}";
}
