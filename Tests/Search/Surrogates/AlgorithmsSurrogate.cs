using Shared.Randomness;
using Shared.Space;

namespace Tests.Search.Surrogates;

/// <summary>
/// Choosing an algorithm together with its settings: eight algorithms with none to four settings of their own, each a bowl with
/// a floor and a steepness drawn at random, and two settings that all share. Branches differ in their number of parameters,
/// which is what samplers find hard to compare.
/// </summary>
internal static class AlgorithmsSurrogate
{
    private static readonly int[] Settings = [0, 1, 1, 2, 2, 3, 3, 4];

    public static Surrogate Create(ulong seed)
    {
        var random = new SeededGenerator(seed, "algorithms");
        var sketch = new SpaceSketch().Choose("algorithm", [.. Enumerable.Range(0, Settings.Length).Select(a => $"a{a}")]);
        for (var a = 0; a < Settings.Length; a++)
            for (var s = 0; s < Settings[a]; s++) sketch.Range($"algorithm.a{a}.s{s}", 0, 1);
        var space = sketch.Range("depth", 0, 1).Choose("norm", "none", "batch", "layer").ToSpace();

        var floors = Settings.Select(_ => 0.3 * random.NextDouble()).ToArray();
        var centres = Settings.Select(count => Enumerable.Range(0, count).Select(_ => random.NextDouble()).ToArray()).ToArray();
        var steepness = Settings.Select(_ => 0.3 + 1.2 * random.NextDouble()).ToArray();
        var depth = random.NextDouble();
        var norms = new[] { "none", "batch", "layer" }.ToDictionary(name => name, _ => 0.1 * random.NextDouble());

        return new Surrogate("algorithms", space, [], assignment =>
        {
            var name = assignment.Find("algorithm")!.ToString();
            var a = int.Parse(name.AsSpan(1));
            var cost = floors[a] + norms[assignment.Find("norm")!.ToString()] + 0.3 * Square(assignment.Find("depth")!.AsDouble() - depth);
            for (var s = 0; s < Settings[a]; s++) cost += steepness[a] * Square(assignment.Find($"algorithm.{name}.s{s}")!.AsDouble() - centres[a][s]);
            return cost;
        }, Noise: 0.01);
    }

    private static double Square(double x) => x * x;
}
