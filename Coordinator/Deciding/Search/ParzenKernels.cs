using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// The kernels of one parameter, one around the coordinate of each point learnt from (NaN where a point lacks the parameter).
/// Shapes are those of <see cref="ParzenEstimator"/>; all have one bandwidth, narrower the more points have the parameter.
/// </summary>
internal sealed class ParzenKernels
{
    private readonly int choices; // 0: a range
    private readonly double[] centres;
    private readonly double[] logScales;
    private readonly double bandwidth;

    public ParzenKernels(Domain domain, double[] centres, TpeOptions options)
    {
        this.centres = centres;
        Having = [.. Enumerable.Range(0, centres.Length).Where(k => !double.IsNaN(centres[k]))];
        // A constant is a choice of one: as a range it would make branches that have it look better or worse.
        choices = domain.IsConstant ? 1 : domain is Domain.Choice choice ? choice.Options.Length : 0;
        bandwidth = choices > 0
            ? options.ChoiceBandwidth * Math.Pow(Math.Max(1, Having.Length), -options.ChoiceNarrowing)
            : Math.Max(LeastBandwidth(domain, options), options.Bandwidth * Math.Pow(Math.Max(1, Having.Length), -options.Narrowing));
        LogUniform = choices > 0 ? -Math.Log(choices) : 0;
        logScales = choices > 0 ? [] : [.. centres.Select(centre => double.IsNaN(centre) ? 0 : Normal.LogScale(centre, bandwidth))];
    }

    /// <summary>Which of the points have this parameter.</summary>
    public int[] Having { get; }

    /// <summary>The log of the uniform density: of one option, or on [0, 1].</summary>
    public double LogUniform { get; }

    /// <summary>A coordinate around centre <paramref name="k"/>; anywhere when that is -1 or has none.</summary>
    public double Draw(int k, SeededGenerator random)
    {
        var anywhere = k < 0 || double.IsNaN(centres[k]) || (choices > 0 && random.NextDouble() < bandwidth);
        if (anywhere) return random.NextDouble();
        return choices > 0 ? centres[k] : Normal.Draw(centres[k], bandwidth, random);
    }

    /// <summary>The log density at coordinate <paramref name="x"/> of the kernel around each centre.</summary>
    public void LogDensities(double x, Span<double> logs)
    {
        var (same, other) = choices > 0 ? (Math.Log(1 - bandwidth + bandwidth / choices), Math.Log(bandwidth / choices)) : (0, 0);
        for (var k = 0; k < logs.Length; k++)
        {
            if (double.IsNaN(centres[k])) logs[k] = LogUniform;
            else if (choices > 0) logs[k] = centres[k] == x ? same : other;
            else
            {
                var z = (x - centres[k]) / bandwidth;
                logs[k] = logScales[k] - 0.5 * z * z;
            }
        }
    }

    /// <summary>A kernel narrower than half a whole number's slice would hardly reach the next number.</summary>
    private static double LeastBandwidth(Domain domain, TpeOptions options) =>
        domain is Domain.Whole whole ? Math.Max(options.LeastBandwidth, 0.5 / (whole.High - whole.Low + 1.0)) : options.LeastBandwidth;
}
