using Shared.Randomness;

namespace Tests.Search;

public sealed class SeededGeneratorTests
{
    /// <summary>Worked out independently from the definition (SHA-256 of seed and names, xoshiro256**).</summary>
    [Fact]
    public void Its_first_numbers_never_change()
    {
        Assert.Equal([0x028a97e8da4108f2, 0xda5ef08d265bd32b, 0x7d9cc6402775c7a9], Take(new SeededGenerator(1), 3));
        Assert.Equal([0xd2103902fb4f1d26, 0x8c3671c326f5cb92, 0x75a1184ba7c6c362], Take(new SeededGenerator(1, "trial", "17", "shuffle"), 3));
        var random = new SeededGenerator(1);
        Assert.Equal([0.009927267407196294, 0.8530111641506288, 0.49067343775046535], [random.NextDouble(), random.NextDouble(), random.NextDouble()]);
    }

    [Fact]
    public void Streams_of_other_names_seeds_or_splits_of_a_name_are_others()
    {
        SeededGenerator[] streams = [new(1), new(2), new(1, ""), new(1, "a"), new(1, "ab", "c"), new(1, "a", "bc"), new(1, "abc"), new(1, "a", "b", "c")];
        Assert.Equal(streams.Length, streams.Select(stream => stream.NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Two_streams_do_not_move_together()
    {
        const int Draws = 10_000;
        var (a, b) = (new SeededGenerator(1, "a"), new SeededGenerator(1, "b"));
        var correlation = Enumerable.Range(0, Draws).Average(_ => (a.NextDouble() - 0.5) * (b.NextDouble() - 0.5)) * 12;
        Assert.InRange(correlation, -0.05, 0.05);
    }

    [Fact]
    public void Doubles_fill_the_unit_interval_evenly()
    {
        const int Draws = 10_000;
        var random = new SeededGenerator(1, "doubles");
        var counts = Enumerable.Range(0, Draws).CountBy(_ => (int)(10 * random.NextDouble())).ToDictionary();
        Assert.Equal(10, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Whole_numbers_are_below_their_limit_and_even()
    {
        const int Draws = 7000;
        var random = new SeededGenerator(1, "wholes");
        var counts = Enumerable.Range(0, Draws).CountBy(_ => random.NextInt32(7)).ToDictionary();
        Assert.Equal(Enumerable.Range(0, 7), counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        var items = Enumerable.Range(0, 100).ToArray();
        new SeededGenerator(1, "shuffle").Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }

    private static ulong[] Take(SeededGenerator random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextUInt64())];
}
