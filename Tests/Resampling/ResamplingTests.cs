using Shared.Randomness;
using Worker.Data;
using Worker.Resampling;

namespace Tests.Resampling;

public sealed class ResamplingTests
{
    /// <summary>100 rows: label 0 in all, label 1 in rows 0 to 9, label 2 in rows 5 to 24. The median n_c is 20, so that rows 0 to 24 are rare.</summary>
    private static readonly LabelRows Train = LabelRows.FromRows(3, [.. Enumerable.Range(0, 100).Select(row =>
        new[] { (true, 0), (row < 10, 1), (row is >= 5 and < 25, 2) }.Where(label => label.Item1).Select(label => label.Item2).ToArray())]);

    [Fact]
    public void Without_resampling_each_row_comes_once_an_epoch_in_a_new_order()
    {
        var resampling = new NoResampling(Train);
        var random = Random();
        var first = resampling.NextEpoch(100, random);
        var second = resampling.NextEpoch(100, random);

        Assert.Equal(Enumerable.Range(0, 100), first.Order());
        Assert.Equal(Enumerable.Range(0, 100), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal([100, 10, 20], resampling.ExpectedPositives);
    }

    [Fact]
    public void Short_epochs_go_on_where_the_last_one_ended()
    {
        var resampling = new NoResampling(Train);
        var random = Random();
        int[] four = [.. Enumerable.Range(0, 4).SelectMany(_ => resampling.NextEpoch(25, random))];
        Assert.Equal(Enumerable.Range(0, 100), four.Order());
    }

    [Fact]
    public void The_same_draws_give_the_same_rows()
    {
        Assert.Equal(new NoResampling(Train).NextEpoch(100, Random()), new NoResampling(Train).NextEpoch(100, Random()));
        Assert.Equal(Oversample(0.5).NextEpoch(100, Random()), Oversample(0.5).NextEpoch(100, Random()));
    }

    [Theory]
    [InlineData(0.5, 100, 50)]
    [InlineData(0.9, 100, 90)]
    [InlineData(1.0, 100, 100)]
    [InlineData(0.5, 64, 32)]
    public void Rare_rows_make_up_their_share_of_each_epoch(double share, int length, int rare)
    {
        var resampling = Oversample(share);
        var random = Random();
        for (var epoch = 0; epoch < 5; epoch++)
        {
            var rows = resampling.NextEpoch(length, random);
            Assert.Equal(length, rows.Length);
            Assert.Equal(rare, rows.Count(row => row < 25));
        }
    }

    [Fact]
    public void Other_rows_come_once_before_any_comes_again()
    {
        var resampling = Oversample(0.5);
        var random = Random();
        int[] others = [.. Enumerable.Range(0, 3).SelectMany(_ => resampling.NextEpoch(50, random).Where(row => row >= 25))];
        Assert.Equal(75, others.Length);
        Assert.Equal(75, others.Distinct().Count());
    }

    [Fact]
    public void Rare_rows_are_spread_over_the_epoch()
    {
        var rows = Oversample(0.5).NextEpoch(100, Random());
        Assert.InRange(rows.Take(50).Count(row => row < 25), 10, 40);
    }

    [Fact]
    public void A_share_below_the_natural_one_changes_nothing_and_says_so()
    {
        var resampling = Oversample(0.2);
        Assert.Equal(
            ["oversample changes nothing: positive_share is 0.2, and rows with a label of at most 20 positives already are 0.25 of the training rows"],
            resampling.Warnings);
        Assert.Equal(Enumerable.Range(0, 100), resampling.NextEpoch(100, Random()).Order());
        Assert.Equal([100, 10, 20], resampling.ExpectedPositives);
        Assert.Equal(new NoResampling(Train).NextEpoch(100, Random()), Oversample(0.2).NextEpoch(100, Random()));
    }

    [Fact]
    public void The_limit_of_rarity_can_be_set()
    {
        var rows = new Oversampling(Train, 0.5, rareBelow: 10).NextEpoch(100, Random());
        Assert.Equal(50, rows.Count(row => row < 10));
    }

    [Fact]
    public void A_limit_that_no_label_meets_changes_nothing_and_says_so() => Assert.Equal(
        ["oversample changes nothing: no training row carries a label with at most 5 positives"],
        new Oversampling(Train, 0.5, rareBelow: 5).Warnings);

    [Fact]
    public void With_one_label_its_rows_are_the_rare_ones()
    {
        var one = LabelRows.FromRows(1, [[0], [], [], [], [], [], [], [], [], []]);
        Assert.Equal(5, new Oversampling(one, 0.5, rareBelow: null).NextEpoch(10, Random()).Count(row => row == 0));
    }

    [Fact]
    public void The_median_of_an_even_number_of_labels_is_the_mean_of_the_middle_two()
    {
        // n = 4, 1: the median is 2.5, and only the second label is rare.
        var two = LabelRows.FromRows(2, [[0, 1], [0], [0], [0]]);
        Assert.Equal(2, new Oversampling(two, 0.5, rareBelow: null).NextEpoch(4, Random()).Count(row => row == 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_a_bug_of_the_caller(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Oversample(share));

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void Expected_positives_are_those_of_many_epochs(double share)
    {
        var resampling = Oversample(share);
        var random = Random();
        var counts = new double[3];
        const int epochs = 2000;
        for (var epoch = 0; epoch < epochs; epoch++)
            foreach (var row in resampling.NextEpoch(100, random))
                foreach (var label in Train.Of(row))
                    counts[label] += 1.0 / epochs;

        for (var label = 0; label < 3; label++)
            Assert.Equal(resampling.ExpectedPositives[label], counts[label], 0.5);
    }

    [Fact]
    public void An_epoch_has_all_rows_or_as_many_full_batches_as_asked_for()
    {
        Assert.Equal(6399, EpochLength.InRows(6399, 256, null));
        Assert.Equal(2560, EpochLength.InRows(6399, 256, 10));
    }

    private static SeededGenerator Random() => new(1, "rows");

    private static Oversampling Oversample(double share) => new(Train, share, rareBelow: null);
}
