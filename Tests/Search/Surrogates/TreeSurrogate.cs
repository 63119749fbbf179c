using Shared.Randomness;
using Shared.Space;

namespace Tests.Search.Surrogates;

/// <summary>
/// The tree-structured function of Jenatton 2017 ("Bayesian Optimization with Tree-structured Dependencies", section 5.1):
/// two choices lead to four leaves, each with a parabola of its own; each half shares a slope. Least cost .1, without noise.
/// </summary>
internal static class TreeSurrogate
{
    public static Surrogate Create(ulong seed)
    {
        var space = new SpaceSketch()
            .Choose("x1", "0", "1")
            .Range("x1.0.r8", 0, 1)
            .Range("x1.1.r9", 0, 1)
            .Choose("x1.0.x2", "0", "1")
            .Choose("x1.1.x3", "0", "1")
            .Range("x1.0.x2.0.x4", -1, 1)
            .Range("x1.0.x2.1.x5", -1, 1)
            .Range("x1.1.x3.0.x6", -1, 1)
            .Range("x1.1.x3.1.x7", -1, 1)
            .ToSpace();
        // As published, with the leaves' offsets in an order given by the seed.
        double[] offsets = [0.1, 0.2, 0.3, 0.4];
        new SeededGenerator(seed, "tree").Shuffle(offsets.AsSpan());
        return new Surrogate("tree", space, [], assignment =>
        {
            var left = assignment.Find("x1")!.ToString() == "0";
            var half = left ? "x1.0" : "x1.1";
            var branch = $"{half}.{(left ? "x2" : "x3")}";
            var first = assignment.Find(branch)!.ToString() == "0";
            var leaf = left ? first ? "0.x4" : "1.x5" : first ? "0.x6" : "1.x7";
            var x = assignment.Find($"{branch}.{leaf}")!.AsDouble();
            return x * x + offsets[(left ? 0 : 2) + (first ? 0 : 1)] + assignment.Find(left ? "x1.0.r8" : "x1.1.r9")!.AsDouble();
        }, Noise: 0, KnownLeast: 0.1);
    }
}
