using Shared.Trials;
using Worker.Training;

namespace Tests.Training;

public sealed class PatienceTests
{
    private static readonly Objective Highest = new("validation.macro_ap", Maximise: true);

    [Fact]
    public void The_best_epoch_is_the_first_of_equals()
    {
        var patience = new Patience(Highest, null);
        Assert.Equal([true, false, true, false], new[] { .2, .1, .3, .3 }.Select((value, i) => patience.Judge(i + 1, value)));
        Assert.Equal(3, patience.BestEpoch);
    }

    [Fact]
    public void A_minimised_objective_is_best_where_it_is_lowest()
    {
        var patience = new Patience(new Objective("validation.brier", Maximise: false), null);
        foreach (var (i, value) in new[] { .3, .1, .2 }.Index()) patience.Judge(i + 1, value);
        Assert.Equal(2, patience.BestEpoch);
    }

    [Fact]
    public void Patience_is_over_after_that_many_epochs_without_improvement()
    {
        var patience = new Patience(Highest, new EarlyStopping(Patience: 2, MinDelta: 0));
        Assert.Equal([false, false, false, true], new[] { .2, .3, .3, .1 }.Select((value, i) =>
        {
            patience.Judge(i + 1, value);
            return patience.IsOver;
        }));
    }

    [Fact]
    public void An_epoch_that_is_hardly_better_is_the_best_but_no_reason_to_wait_longer()
    {
        var patience = new Patience(Highest, new EarlyStopping(Patience: 2, MinDelta: 0.1));
        foreach (var (i, value) in new[] { .2, .25, .29 }.Index()) patience.Judge(i + 1, value);
        Assert.Equal(3, patience.BestEpoch);
        Assert.True(patience.IsOver);
    }

    [Fact]
    public void Without_early_stopping_patience_is_never_over()
    {
        var patience = new Patience(Highest, null);
        for (var epoch = 1; epoch <= 100; epoch++) patience.Judge(epoch, 0);
        Assert.False(patience.IsOver);
    }
}
