using Shared.Space;
using Tests.Search.Surrogates;

namespace Benchmarks;

/// <summary>Follows a sweep: the regret is the true cost of the trial that looks best so far, above the least cost there is.</summary>
internal sealed class SearchIncumbent(Surrogate surrogate)
{
    private readonly List<double> regrets = [];
    private double best = double.PositiveInfinity;
    private double regret;

    /// <summary>After each trial.</summary>
    public double[] Regrets => [.. regrets];

    public void Observe(Assignment assignment, double cost)
    {
        if (cost < best) (best, regret) = (cost, surrogate.Cost(assignment) - surrogate.Least);
        regrets.Add(regret);
    }
}
