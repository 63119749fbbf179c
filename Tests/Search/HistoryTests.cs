using Coordinator.Deciding.Search;
using Shared.Space;

namespace Tests.Search;

public sealed class HistoryTests
{
    [Fact]
    public void Histories_that_share_a_beginning_do_not_see_each_others_ends()
    {
        var begun = new History([Trial(0), Trial(1)]);
        var one = begun.With(Trial(2)).With(Trial(3));
        var other = begun.With(Trial(7));
        var branch = one.With(Trial(4));
        var second = one.With(Trial(5));

        Assert.Equal([0, 1], Numbers(begun));
        Assert.Equal([0, 1, 2, 3], Numbers(one));
        Assert.Equal([0, 1, 7], Numbers(other));
        Assert.Equal([0, 1, 2, 3, 4], Numbers(branch));
        Assert.Equal([0, 1, 2, 3, 5], Numbers(second));
    }

    [Fact]
    public void A_long_row_keeps_everything()
    {
        var history = History.Empty;
        for (var number = 0; number < 1000; number++) history = history.With(Trial(number));

        Assert.Equal(Enumerable.Range(0, 1000), Numbers(history));
        Assert.Empty(History.Empty.Trials);
    }

    private static IEnumerable<int> Numbers(History history) => history.Trials.Select(trial => trial.Number);

    private static PastTrial Trial(int number) => new(number, new Assignment([]), new PastState.Running());
}
