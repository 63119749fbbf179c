using Coordinator.Deciding.Search;
using Shared.Space;

namespace Tests.Search;

public sealed class HistoryTests
{
    [Fact]
    public void Histories_that_share_a_beginning_do_not_see_each_others_trials()
    {
        var begun = new History([Trial(0), Trial(1)]);
        var one = begun.With(Trial(2)).With(Trial(3));
        var other = begun.With(Trial(2, cost: 7));
        var again = one.With(Trial(1, cost: 5));

        Assert.Equal([null, null], Costs(begun));
        Assert.Equal([null, null, null, null], Costs(one));
        Assert.Equal([null, null, 7], Costs(other));
        Assert.Equal([null, 5, null, null], Costs(again));
    }

    [Fact]
    public void A_trial_whose_predecessors_are_missing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => History.Empty.With(Trial(1)));

    [Fact]
    public void A_long_row_keeps_everything()
    {
        var history = History.Empty;
        for (var number = 0; number < 1000; number++) history = history.With(Trial(number));

        Assert.Equal(Enumerable.Range(0, 1000), history.Trials.Select(trial => trial.Number));
        Assert.Empty(History.Empty.Trials);
    }

    /// <summary>null: it runs.</summary>
    private static IEnumerable<double?> Costs(History history) => history.Trials.Select(trial => (trial.State as PastState.Finished)?.Cost);

    private static PastTrial Trial(int number, double? cost = null) => new(number, new Assignment([]), cost is { } known ? new PastState.Finished(known) : new PastState.Running());
}
