using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// Spreads trials evenly over the space, without learning from their results: points of a scrambled Sobol sequence,
/// so that each category gets its share of any few trials in a row, and each range is covered from end to end.
/// </summary>
/// <param name="seed">The sweep's seed: all proposals of a sweep follow one sequence.</param>
public sealed class QuasiRandomSampler(ulong seed) : ISampler
{
    // Past that many points that are forbidden or tried, what is left is found by walking the tree.
    private const int Attempts = 256;

    public string Identity => "quasi-random/1";

    public Proposal Propose(SearchSpace space, History history, SeededGenerator random)
    {
        var tree = new ParameterTree(space);
        return Propose(tree, new TriedPoints(history.Trials.Select(trial => tree.Encode(trial.Assignment)).OfType<double[]>()), history, random);
    }

    internal Proposal Propose(ParameterTree tree, TriedPoints tried, History history, SeededGenerator random)
    {
        var (axes, count) = tree.Axes();
        var sequence = new SobolSequence(count, new SeededGenerator(seed, "search", "quasi-random"));
        var point = new double[axes.Length];
        var values = new ParameterValue?[axes.Length];
        // Trials are numbered in the order of their proposals; whoever skipped a point left the next trial one that is tried.
        for (var index = (uint)history.Trials.Count; index < history.Trials.Count + Attempts; index++)
        {
            for (var i = 0; i < axes.Length; i++) point[i] = axes[i] < 0 ? 0 : sequence.Coordinate(index, axes[i]);
            if (tree.TryDecode(point, values) && !tried.Contains(tree.ToPoint(values)))
                return new Proposal.Next(tree.ToAssignment(values), Identity);
        }
        return UntriedPoint.Find(tree, tried, random) is { } assignment
            ? new Proposal.Next(assignment, Identity)
            : new Proposal.SpaceExhausted();
    }
}
