using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// A tree-structured Parzen estimator (Bergstra 2011, "Algorithms for Hyper-Parameter Optimization", section 4; settings after
/// Watanabe 2023, arXiv:2304.11127): proposes where good trials are dense and bad ones are not, after a quasi-random start.
/// </summary>
/// <remarks>
/// Notation: l the density of the good trials, g that of the bad. The expected improvement grows with l/g (Bergstra 2011, equation 4),
/// so candidates are drawn from l and the one with the largest l/g is proposed.
/// </remarks>
/// <param name="seed">The sweep's seed, for the quasi-random start.</param>
public sealed class TpeSampler(ulong seed, TpeOptions options) : ISampler
{
    private readonly QuasiRandomSampler start = new(seed);

    public TpeSampler(ulong seed) : this(seed, new TpeOptions()) { }

    public string Identity => "tpe/1";

    public Proposal Propose(SearchSpace space, History history, SeededGenerator random)
    {
        var tree = new ParameterTree(space);
        var evidence = history.Trials
            .Select(trial => (trial.State, Point: tree.Encode(trial.Assignment)!))
            .Where(trial => trial.Point is not null).ToArray();
        var tried = new TriedPoints(evidence.Select(trial => trial.Point));
        var (good, bad) = Split(evidence);
        var startTrials = Math.Clamp(tree.Axes().Count, options.LeastStartTrials, options.MostStartTrials);
        if (evidence.Length < startTrials || good.Length == 0) return start.Propose(tree, tried, history, random);

        var l = new ParzenEstimator(tree, good, options);
        var g = new ParzenEstimator(tree, bad, options);
        Assignment? best = null;
        var bestScore = double.NegativeInfinity;
        var (point, values) = (new double[tree.Parameters.Length], new ParameterValue?[tree.Parameters.Length]);
        for (var candidate = 0; candidate < options.Candidates; candidate++)
        {
            if (candidate % 2 == 0) l.DrawJointly(point, random);
            else l.DrawByParameter(point, random);
            if (!tree.TryDecode(point, values)) continue;
            var decoded = tree.ToPoint(values);
            var score = l.LogDensity(decoded) - g.LogDensity(decoded);
            if (score > bestScore && !tried.Contains(decoded)) (bestScore, best) = (score, tree.ToAssignment(values));
        }
        best ??= UntriedPoint.Find(tree, tried, random);
        return best is null ? new Proposal.SpaceExhausted() : new Proposal.Next(best, Identity);
    }

    /// <summary>
    /// The best of the finished trials against the rest. A trial that showed its assignment to be infeasible is bad;
    /// so is one that is running, as long as it does, which keeps the next proposals away from it.
    /// </summary>
    private (double[][] Good, double[][] Bad) Split((PastState State, double[] Point)[] evidence)
    {
        var finished = evidence.Where(trial => trial.State is PastState.Finished)
            .OrderBy(trial => ((PastState.Finished)trial.State).Cost).Select(trial => trial.Point).ToArray();
        var goodCount = Math.Min(options.MostGoodTrials, (int)Math.Ceiling(options.GoodShare * finished.Length));
        var others = evidence.Where(trial => trial.State is PastState.Running or PastState.Failed { Infeasible: true }).Select(trial => trial.Point);
        return (finished[..goodCount], [.. finished[goodCount..], .. others]);
    }
}
