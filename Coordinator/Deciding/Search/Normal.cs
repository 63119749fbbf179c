using Shared.Randomness;

namespace Coordinator.Deciding.Search;

/// <summary>The normal distribution cut off at 0 and 1, in units of the parameter's range.</summary>
internal static class Normal
{
    /// <summary>One over the square root of 2 pi.</summary>
    private const double InverseRoot2Pi = 0.39894228040143268;

    /// <summary>The log of what the density exp(-(x - mean)^2 / 2 deviation^2) is multiplied by, for it to have mass 1 on [0, 1].</summary>
    public static double LogScale(double mean, double deviation) =>
        Math.Log(InverseRoot2Pi / deviation) - Math.Log(Cumulative((1 - mean) / deviation) - Cumulative(-mean / deviation));

    /// <summary>A number in [0, 1] around <paramref name="mean"/>, which lies there too, so that at least a third of the draws are kept.</summary>
    public static double Draw(double mean, double deviation, SeededGenerator random)
    {
        while (true)
        {
            // Box and Muller 1958.
            var x = mean + deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            if (x is >= 0 and <= 1) return x;
        }
    }

    /// <summary>Mass below z, within 1.2e-7 (Press and others 1992, Numerical Recipes in C, section 6.2: a Chebyshev fit of erfc).</summary>
    private static double Cumulative(double z)
    {
        var x = Math.Abs(z) * Math.Sqrt(0.5);
        var t = 1 / (1 + 0.5 * x);
        var polynomial = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
            + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
        var tail = 0.5 * t * Math.Exp(-x * x + polynomial);
        return z >= 0 ? 1 - tail : tail;
    }
}
