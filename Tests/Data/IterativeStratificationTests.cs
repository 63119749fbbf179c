using Shared.Randomness;
using Worker.Data;

namespace Tests.Data;

public sealed class IterativeStratificationTests
{
    private static readonly double[] Shares = [0.64, 0.16, 0.2];

    [Fact]
    public void Every_part_has_its_share_of_rows()
    {
        var labels = RareLabels(1000, 40, seed: 1);
        var parts = IterativeStratification.Split(labels, null, Shares, new SeededGenerator(1, "split"));
        Assert.Equal([640, 160, 200], CountParts(parts));
    }

    [Fact]
    public void Rare_labels_are_in_every_part()
    {
        var labels = RareLabels(1000, 40, seed: 2);
        var parts = IterativeStratification.Split(labels, null, Shares, new SeededGenerator(1, "split"));

        var counts = CountPositives(labels, parts);
        for (var label = 0; label < labels.Labels; label++)
        {
            var all = counts.Sum(part => part[label]);
            if (all < 8) continue;
            for (var part = 0; part < 3; part++)
            {
                var due = Shares[part] * all;
                Assert.InRange(counts[part][label], Math.Max(1, 0.9 * due - 2), 1.1 * due + 2);
            }
        }
    }

    [Fact]
    public void A_cut_at_random_would_lose_more_labels()
    {
        var labels = RareLabels(400, 60, seed: 3);
        var random = new SeededGenerator(3, "random");
        var drawn = Enumerable.Range(0, labels.Count).Select(_ => random.NextDouble() is var u && u < 0.64 ? 0 : u < 0.8 ? 1 : 2).ToArray();
        var stratified = IterativeStratification.Split(labels, null, Shares, new SeededGenerator(3, "split"));

        Assert.True(LostLabels(labels, stratified) < LostLabels(labels, drawn));
    }

    [Fact]
    public void Rows_of_a_group_stay_together()
    {
        var labels = RareLabels(600, 20, seed: 4);
        var random = new SeededGenerator(4, "groups");
        int[] groups = [.. Enumerable.Range(0, 600).Select(row => row < 200 ? row : random.NextInt32(200))];

        var parts = IterativeStratification.Split(labels, groups, Shares, new SeededGenerator(4, "split"));

        foreach (var group in groups.Zip(parts).GroupBy(row => row.First))
            Assert.Single(group.Select(row => row.Second).Distinct());
        var counts = CountParts(parts);
        for (var part = 0; part < 3; part++) Assert.InRange(counts[part], Shares[part] * 600 - 10, Shares[part] * 600 + 10);
    }

    [Fact]
    public void A_group_larger_than_a_small_part_goes_where_there_is_room()
    {
        var labels = LabelRows.FromRows(1, [.. Enumerable.Range(0, 100).Select(_ => new[] { 0 })]);
        int[] groups = [.. Enumerable.Range(0, 100).Select(row => row < 50 ? 0 : row - 49)];
        var parts = IterativeStratification.Split(labels, groups, Shares, new SeededGenerator(5, "split"));
        Assert.Equal(0, parts[0]);
        Assert.Equal([64, 16, 20], CountParts(parts));
    }

    [Fact]
    public void The_same_seed_gives_the_same_split_and_another_seed_another()
    {
        var labels = RareLabels(300, 10, seed: 6);
        int[] Split(ulong seed) => IterativeStratification.Split(labels, null, Shares, new SeededGenerator(seed, "split"));
        Assert.Equal(Split(1), Split(1));
        Assert.NotEqual(Split(1), Split(2));
    }

    [Fact]
    public void Rows_without_labels_are_shared_out_too()
    {
        var labels = LabelRows.FromRows(1, [.. Enumerable.Range(0, 100).Select(_ => Array.Empty<int>())]);
        Assert.Equal([64, 16, 20], CountParts(IterativeStratification.Split(labels, null, Shares, new SeededGenerator(7, "split"))));
    }

    private static LabelRows RareLabels(int rows, int labels, ulong seed)
    {
        var random = new SeededGenerator(seed, "labels");
        return LabelRows.FromRows(labels, [.. Enumerable.Range(0, rows).Select(_ =>
            Enumerable.Range(0, labels).Where(label => random.NextDouble() < 0.4 / (label + 1)).ToArray())]);
    }

    private static int[] CountParts(int[] parts) => [.. Enumerable.Range(0, 3).Select(part => parts.Count(p => p == part))];

    private static int[][] CountPositives(LabelRows labels, int[] parts) =>
        [.. Enumerable.Range(0, 3).Select(part => labels.Select([.. Enumerable.Range(0, parts.Length).Where(row => parts[row] == part)]).CountPositives())];

    private static int LostLabels(LabelRows labels, int[] parts) =>
        CountPositives(labels, parts).Sum(part => part.Count(positives => positives == 0));
}
