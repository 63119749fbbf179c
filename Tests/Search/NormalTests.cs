using Coordinator.Deciding.Search;
using Shared.Randomness;

namespace Tests.Search;

public sealed class NormalTests
{
    private static readonly (double Mean, double Deviation)[] Shapes = [(0, 0.01), (0, 1), (0.3, 0.05), (0.5, 0.2), (0.99, 0.3), (1, 0.02)];

    [Fact]
    public void The_density_between_0_and_1_has_mass_1()
    {
        const int Slices = 100_000;
        foreach (var (mean, deviation) in Shapes)
        {
            var scale = Math.Exp(Normal.LogScale(mean, deviation));
            var mass = Enumerable.Range(0, Slices).Average(i => scale * Math.Exp(-0.5 * Math.Pow(((i + 0.5) / Slices - mean) / deviation, 2)));
            Assert.Equal(1, mass, 1e-6);
        }
    }

    [Fact]
    public void Draws_follow_the_density()
    {
        var random = new SeededGenerator(1, "normal");
        foreach (var (mean, deviation) in Shapes)
        {
            var draws = Enumerable.Range(0, 4000).Select(_ => Normal.Draw(mean, deviation, random)).ToArray();
            Assert.All(draws, draw => Assert.InRange(draw, 0, 1));
            var scale = Math.Exp(Normal.LogScale(mean, deviation));
            var expected = Enumerable.Range(0, 10_000).Select(i => (i + 0.5) / 10_000).Average(x => x * scale * Math.Exp(-0.5 * Math.Pow((x - mean) / deviation, 2)));
            Assert.Equal(expected, draws.Average(), 4 * deviation / Math.Sqrt(4000));
        }
    }
}
