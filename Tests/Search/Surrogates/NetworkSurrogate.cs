using Shared.Randomness;
using static System.Math;

namespace Tests.Search.Surrogates;

/// <summary>
/// A space without conditions, as for one network: learning rate, batch size (which wants the learning rate to grow with it),
/// width, depth, dropout, weight decay that matters little, activation. Optima are drawn at random.
/// </summary>
internal static class NetworkSurrogate
{
    public static Surrogate Create(ulong seed)
    {
        var random = new SeededGenerator(seed, "network");
        var space = new SpaceSketch()
            .Log("learning_rate", 1e-5, 1)
            .Whole("batch_size", 16, 1024, log: true)
            .Whole("width", 32, 2048, log: true)
            .Whole("depth", 1, 6)
            .Range("dropout", 0, 0.8)
            .Log("weight_decay", 1e-7, 1e-1)
            .Choose("activation", "relu", "tanh", "gelu", "swish")
            .ToSpace();
        var rate = Log(1e-4) + random.NextDouble() * Log(1e3);
        var width = Log(64) + random.NextDouble() * Log(16);
        var (depth, dropout) = (1 + 5 * random.NextDouble(), 0.6 * random.NextDouble());
        var activations = new[] { "relu", "tanh", "gelu", "swish" }.ToDictionary(name => name, _ => 0.04 * random.NextDouble());

        return new Surrogate("network", space, [], assignment =>
        {
            double Number(string path) => assignment.Find(path)!.AsDouble();
            var distance = (Log(Number("learning_rate")) - rate - 0.5 * Log(Number("batch_size") / 128)) / 2;
            return 0.1 + 0.3 * (1 - Exp(-0.5 * distance * distance))
                + 0.02 * Pow(Log(Number("width")) - width, 2) + 0.01 * Pow(Number("depth") - depth, 2) + 0.2 * Pow(Number("dropout") - dropout, 2)
                + 0.01 * Max(0, Log(Number("weight_decay") / 1e-2)) + activations[assignment.Find("activation")!.ToString()];
        }, Noise: 0.005);
    }
}
