using Shared.Randomness;

namespace Tests.Search.Surrogates;

/// <summary>
/// Hartmann's function in six dimensions, with a choice that adds an offset: the usual test of interacting real parameters.
/// Least cost -3.32237 (Surjanovic and Bingham, Virtual Library of Simulation Experiments).
/// </summary>
internal static class HartmannSurrogate
{
    private static readonly double[] Alpha = [1.0, 1.2, 3.0, 3.2];

    private static readonly double[][] A =
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] P =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    public static Surrogate Create(ulong seed)
    {
        var random = new SeededGenerator(seed, "hartmann");
        var sketch = new SpaceSketch().Choose("kind", "a", "b", "c", "d");
        for (var d = 0; d < 6; d++) sketch.Range($"x{d}", 0, 1);
        string[] kinds = ["a", "b", "c", "d"];
        random.Shuffle(kinds.AsSpan());
        return new Surrogate("hartmann", sketch.ToSpace(), [], assignment =>
        {
            var cost = 0.4 * Array.IndexOf(kinds, assignment.Find("kind")!.ToString());
            for (var i = 0; i < 4; i++)
            {
                var exponent = 0.0;
                for (var d = 0; d < 6; d++) exponent += A[i][d] * Math.Pow(assignment.Find($"x{d}")!.AsDouble() - P[i][d], 2);
                cost -= Alpha[i] * Math.Exp(-exponent);
            }
            return cost;
        }, Noise: 0, KnownLeast: -3.32237);
    }
}
