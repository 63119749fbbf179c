using Shared.Space;
using Tests.Search.Surrogates;

namespace Tests.Search;

/// <summary>Search spaces of every shape.</summary>
internal static class Spaces
{
    public static (string Name, SearchSpace Space)[] All { get; } =
    [
        ("debtags", DebtagsSurrogate.Create(1).Space),
        ("algorithms", AlgorithmsSurrogate.Create(1).Space),
        ("tree", TreeSurrogate.Create(1).Space),
        ("network", NetworkSurrogate.Create(1).Space),
        ("one range", new SpaceSketch().Range("x", -1, 1).ToSpace()),
        ("one number", new SpaceSketch().Whole("n", 1, 1_000_000, log: true).ToSpace()),
        ("one option", new SpaceSketch().Choose("loss", "bce").ToSpace()),
        ("wide", Wide()),
    ];

    private static SearchSpace Wide()
    {
        var sketch = new SpaceSketch();
        for (var i = 0; i < 40; i++) sketch.Range($"x{i}", 0, 1);
        return sketch.ToSpace();
    }
}
