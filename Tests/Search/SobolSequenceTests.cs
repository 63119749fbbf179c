using Coordinator.Deciding.Search;
using Shared.Randomness;

namespace Tests.Search;

public sealed class SobolSequenceTests
{
    [Fact]
    public void The_first_points_of_a_power_of_two_have_one_in_each_slice_of_every_coordinate()
    {
        var sequence = new SobolSequence(20, new SeededGenerator(1, "sobol"));
        foreach (var count in new[] { 2, 8, 64, 1024 })
            for (var dimension = 0; dimension < 20; dimension++)
                Assert.Equal(count, Enumerable.Range(0, count).Select(i => (int)(sequence.Coordinate((uint)i, dimension) * count)).Distinct().Count());
    }

    [Fact]
    public void The_first_two_coordinates_have_one_point_in_each_elementary_rectangle()
    {
        var sequence = new SobolSequence(2, new SeededGenerator(1, "sobol"));
        foreach (var (across, up) in new[] { (16, 1), (8, 2), (4, 4), (2, 8), (1, 16) })
            Assert.Equal(16, Enumerable.Range(0, 16)
                .Select(i => ((int)(sequence.Coordinate((uint)i, 0) * across), (int)(sequence.Coordinate((uint)i, 1) * up))).Distinct().Count());
    }

    /// <summary>The mean of a smooth function of eight coordinates: random points would be off by about .02.</summary>
    [Fact]
    public void It_integrates_far_better_than_random_points()
    {
        var sequence = new SobolSequence(8, new SeededGenerator(1, "sobol"));
        var mean = Enumerable.Range(0, 1024).Average(i => Enumerable.Range(0, 8).Aggregate(1.0, (product, d) => product * (0.5 + sequence.Coordinate((uint)i, d))));
        Assert.Equal(1, mean, 0.005);
    }

    [Fact]
    public void Another_seed_scrambles_differently() => Assert.NotEqual(
        new SobolSequence(1, new SeededGenerator(1, "sobol")).Coordinate(5, 0),
        new SobolSequence(1, new SeededGenerator(2, "sobol")).Coordinate(5, 0));
}
