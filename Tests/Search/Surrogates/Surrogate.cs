using System.Collections.Immutable;
using Shared.Randomness;
using Shared.Space;

namespace Tests.Search.Surrogates;

/// <summary>
/// A formula that stands in for training: samplers are compared on it in milliseconds instead of hours.
/// A surrogate is one of a family, drawn by a seed, so that no sampler can be tuned to a single optimum.
/// </summary>
/// <param name="Baselines">Run before anything is proposed.</param>
/// <param name="Cost">The cost of an assignment without noise; lower is better.</param>
/// <param name="Noise">Standard deviation of what one trial shows around that cost.</param>
/// <param name="KnownLeast">The least cost anywhere in the space, where theory gives it; null: found by search.</param>
internal sealed record Surrogate(
    string Name, SearchSpace Space, ImmutableArray<Assignment> Baselines, Func<Assignment, double> Cost, double Noise, double? KnownLeast = null)
{
    private readonly Lazy<double> least = new(() => KnownLeast ?? FindLeast(Space, Cost));

    /// <summary>The least cost anywhere in the space.</summary>
    public double Least => least.Value;

    /// <summary>What trial <paramref name="number"/> of the sweep with this seed shows; the same for every sampler.</summary>
    public double Observe(Assignment assignment, ulong seed, int number) =>
        Cost(assignment) + Noise * Normal(new SeededGenerator(seed, Name, "noise", $"{number}"));

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    public static double Normal(SeededGenerator random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The best of many random points, each then improved one coordinate at a time.</summary>
    private static double FindLeast(SearchSpace space, Func<Assignment, double> cost)
    {
        const int Starts = 4000, Improved = 40, Rounds = 60;
        var random = new SeededGenerator(0, "least");
        var points = Enumerable.Range(0, Starts)
            .Select(_ => space.Parameters.Select(_ => random.NextDouble()).ToArray())
            .Select(point => (Point: point, Cost: CostAt(point)))
            .OrderBy(pair => pair.Cost).Take(Improved).ToArray();
        foreach (ref var best in points.AsSpan())
        {
            for (var round = 0; round < Rounds; round++)
            {
                var radius = Math.Pow(0.85, round);
                for (var i = 0; i < best.Point.Length; i++)
                {
                    var moved = best.Point.ToArray();
                    moved[i] = Math.Clamp(moved[i] + radius * (random.NextDouble() - 0.5), 0, 1);
                    var movedCost = CostAt(moved);
                    if (movedCost < best.Cost) best = (moved, movedCost);
                }
            }
        }
        return points.Min(pair => pair.Cost);

        double CostAt(double[] point)
        {
            var assignment = space.FromUnit(point);
            return space.Forbids(assignment) ? double.PositiveInfinity : cost(assignment);
        }
    }
}
