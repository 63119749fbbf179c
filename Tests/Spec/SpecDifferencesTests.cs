using Shared.Spec;

namespace Tests.Spec;

public class SpecDifferencesTests
{
    [Theory]
    [InlineData("gamma: { range: [0, 5] }", "gamma: { range: [0, 3] }", "search.loss.focal.gamma: was 0 to 5, is 0 to 3")]
    [InlineData("batch_size: 256", "batch_size: 128", "training.batch_size: was 256, is 128")]
    [InlineData(", early_stopping: { patience: 3 }", "", "training.early_stopping.patience: was 3, is left out; training.early_stopping.min_delta: was 0.0, is left out")]
    [InlineData("epochs: 10,", "epochs: 10, clip_gradient: 1,", "training.clip_gradient: was left out, is 1.0")]
    [InlineData("objective: validation.macro_ap", "objective: validation.micro_ap", "objective: was maximise validation.macro_ap, is maximise validation.micro_ap")]
    [InlineData("seed: 1", "seed: 2", "seed: was 1, is 2")]
    [InlineData("rows: 10000", "rows: 8000", "data.rows: was 10000, is 8000")]
    [InlineData("rows: 10000, ", "", "data.rows: was 10000, is left out")]
    [InlineData("      abs_kl:\n", "", "search.loss: was one of bce, weighted_bce, focal, positive_focal, batch_balanced_bce, softmax_ce, abs_kl, is one of bce, weighted_bce, focal, positive_focal, batch_balanced_bce, softmax_ce")]
    [InlineData("      adamw:    { learning_rate: { log: [1e-3, 3e-2] }, weight_decay: { log: [1e-6, 1e-1] } }\n", "", "search.optimizer: was one of adam, adamw, rmsprop, adagrad, sgd, adadelta, is one of adam, rmsprop, adagrad, sgd, adadelta")]
    [InlineData("loss: weighted_bce, resampling", "loss: positive_focal, resampling", "forbid: loss = positive_focal with resampling = oversample is new; forbid: loss = weighted_bce with resampling = oversample is gone")]
    public void What_makes_trials_incomparable_is_said(string was, string now, string differences) => Assert.Equal(differences, Between(was, now));

    [Theory]
    [InlineData("trials: 40", "trials: 80")]
    [InlineData("trials: 40", "time: 2h\ntrial_time: 5m\nparallel: 2\nmax_failures: 3\nkeep_weights: 1\ncontrol_share: 0")]
    [InlineData("choose: [zero, prior]", "choose: [prior, zero]")]
    [InlineData("# maximised", "# something else")]
    public void The_budget_may_change_and_so_may_what_means_the_same(string was, string now) => Assert.Equal("", Between(was, now));

    private static string Between(string was, string now)
    {
        Assert.Contains(was, SpecTexts.Example);
        return string.Join("; ", SpecDifferences.Between(SpecTexts.Accepted(SpecTexts.Example), SpecTexts.Accepted(SpecTexts.Example.Replace(was, now))));
    }
}
