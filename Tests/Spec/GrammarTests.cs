using Shared.Space;
using Shared.Spec;

namespace Tests.Spec;

/// <summary>What each form of the grammar means.</summary>
public class GrammarTests
{
    [Theory]
    [InlineData("training: { batch_size: 64 }", "training.batch_size", "64")]
    [InlineData("training: { batch_size: { choose: [64, 256] } }", "training.batch_size", "one of 64, 256")]
    [InlineData("training: { epochs: { int: [5, 20] } }", "training.epochs", "whole, 5 to 20")]
    [InlineData("training: { batch_size: { int: [16, 1024], log: true } }", "training.batch_size", "whole, 16 to 1024, log scale")]
    [InlineData("training: { early_stopping: { patience: { int: [2, 5] } } }", "training.early_stopping.patience", "whole, 2 to 5")]
    [InlineData("training: { early_stopping: {} }", "training.early_stopping.patience", "3")]
    [InlineData("training: { clip_gradient: { log: [0.1, 10] } }", "training.clip_gradient", "0.1 to 10, log scale")]
    [InlineData("training: { steps_per_epoch: 50 }", "training.steps_per_epoch", "50")]
    [InlineData("model: { hidden: [] }", "model.hidden", "[]")]
    [InlineData("model: { hidden: { choose: [[128], [256, 128]] } }", "model.hidden", "one of [128], [256, 128]")]
    [InlineData("model: { dropout: { range: [0, 0.5] } }", "model.dropout", "0 to 0.5")]
    [InlineData("model: { dropout: 0 }", "model.dropout", "0.0")]
    [InlineData("model: { dropout: -0.0 }", "model.dropout", "0.0")]
    [InlineData("", "loss", "bce")]
    [InlineData("", "resampling", "none")]
    [InlineData("", "optimizer", "adam")]
    [InlineData("", "optimizer.adam.learning_rate", "0.008")]
    [InlineData("", "output_bias", "zero")]
    [InlineData("search: { loss: mse }", "loss", "mse")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: 20 } } }", "loss.weighted_bce.pos_weight", "20.0")]
    [InlineData("search: { loss: { weighted_bce: } }", "loss.weighted_bce.pos_weight", "50.0")]
    [InlineData("search: { loss: { weighted_bce: all } }", "loss.weighted_bce.pos_weight", "1 to 100, log scale")]
    [InlineData("search: { loss: { weighted_bce: { weights: tempered, tau: { range: [0, 1] } } } }", "loss.weighted_bce.tau", "0 to 1")]
    [InlineData("search: { loss: { weighted_bce: { weights: { choose: all } } } }", "loss.weighted_bce.max_weight", "100.0")]
    [InlineData("search: { loss: { choose: [bce, focal] } }", "loss.focal.gamma", "2.0")]
    [InlineData("search: { loss: { choose: { bce: , focal: all } } }", "loss.focal.gamma", "0 to 5")]
    [InlineData("search: { optimizer: { choose: all } }", "optimizer.sgd.learning_rate", "3 to 300, log scale")]
    [InlineData("search: { resampling: { oversample: { rare_below: 0.25 } } }", "resampling.oversample.rare_below", "0.25")]
    public void A_form_means_a_domain(string line, string path, string domain) =>
        Assert.Equal(domain, Described.Domain(SpecTexts.Accepted(SpecTexts.With(line)).Space.Find(path)!.Domain));

    [Theory]
    [InlineData("", "training.early_stopping.patience")]
    [InlineData("", "training.steps_per_epoch")]
    [InlineData("", "training.clip_gradient")]
    [InlineData("search: { loss: weighted_bce }", "loss.weighted_bce.tau")]
    public void What_is_left_out_is_no_parameter(string line, string path) => Assert.Null(SpecTexts.Accepted(SpecTexts.With(line)).Space.Find(path));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("2m", 120)]
    [InlineData("1d", 86400)]
    public void Times_have_units(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SpecTexts.Accepted(SpecTexts.With($"time: {text}\ntrial_time: {text}")).Budget.TrialTime);

    [Fact]
    public void The_whole_budget_is_read() => Assert.Equal(
        new Budget(10, TimeSpan.FromHours(2), TimeSpan.FromMinutes(5), 2, 7, 3, 0.2),
        SpecTexts.Accepted(SpecTexts.With("time: 2h\ntrial_time: 5m\nparallel: 2\nmax_failures: 7\nkeep_weights: 3\ncontrol_share: 0.2")).Budget);

    [Fact]
    public void The_share_of_the_workers_is_read()
    {
        var budget = SpecTexts.Accepted(SpecTexts.With("priority: -3\nweight: 2.5\nworker_labels: { gpu: a100, memory: 80 }\nout_of_memory: smaller_batch")).Budget;
        Assert.Equal((-3, 2.5, "gpu=a100,memory=80", true), (budget.Priority, budget.Weight, budget.WorkerLabels?.ToString(), budget.SmallerBatch));
    }

    [Fact]
    public void The_largest_seed_is_a_seed() => Assert.Equal(ulong.MaxValue, SpecTexts.Accepted(SpecTexts.With("seed: 18446744073709551615")).Seed);

    [Fact]
    public void Choosing_all_losses_leaves_out_the_one_for_single_labels_and_says_so()
    {
        var reading = SpecTexts.Reading(SpecTexts.With("search: { loss: { choose: all } }"));
        var losses = (Domain.Choice)reading.Spec.Space.Find("loss")!.Domain;
        Assert.Equal(11, losses.Options.Length);
        Assert.DoesNotContain(new ParameterValue.Text("count_normalised_ce"), losses.Options);
        Assert.Contains("search.loss: `choose: all` leaves out count_normalised_ce: it needs exactly one label in every row; name it where that holds",
            reading.Warnings.Select(warning => warning.ToString()));
    }

    [Theory]
    [InlineData("{ choose: [64, 128, 256] }", "64", "= 64")]
    [InlineData("{ choose: [64, 128, 256] }", "[64, 128]", "one of 64, 128")]
    [InlineData("{ int: [16, 256] }", "{ range: [100, 256] }", "whole, 100 to 256")]
    public void Forbidden_values_are_one_several_or_a_range(string domain, string forbidden, string values)
    {
        var space = SpecTexts.Accepted(SpecTexts.With($"training: {{ batch_size: {domain} }}\nforbid: [{{ training.batch_size: {forbidden} }}]")).Space;
        Assert.Equal($"training.batch_size {values}", Assert.Single(space.Forbidden).ToString());
    }

    [Fact]
    public void Layer_widths_can_be_forbidden()
    {
        var space = SpecTexts.Accepted(SpecTexts.With("model: { hidden: { choose: [[64], [64, 64]] } }\nforbid: [{ model.hidden: [64, 64] }]")).Space;
        Assert.Equal("model.hidden = [64, 64]", Assert.Single(space.Forbidden).ToString());
    }

    [Fact]
    public void Line_ends_and_a_byte_order_mark_do_not_matter()
    {
        var plain = SpecTexts.Accepted(SpecTexts.Example);
        Assert.Equal(plain.Space, SpecTexts.Accepted(SpecTexts.Example.ReplaceLineEndings("\r\n")).Space);
        Assert.Equal(plain.Space, SpecTexts.Accepted("\uFEFF" + SpecTexts.Example).Space);
    }
}
