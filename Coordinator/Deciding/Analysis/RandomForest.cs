using System.Numerics;
using Coordinator.Deciding.Search;
using Shared.Randomness;

namespace Coordinator.Deciding.Analysis;

/// <summary>Trees that each learnt from a sample of their own (Breiman 2001, doi:10.1023/A:1010933404324), and what is to be had from them over the space's prior.</summary>
internal sealed class RandomForest
{
    private const int Trees = 64;

    /// <summary>Points that expectations are taken over: the same for every value of a parameter, so that what differs is the parameter's doing.</summary>
    private const int Drawn = 512, DrawnForVariance = 2048;

    private readonly ModelSpace space;
    private readonly RegressionTree[] trees;
    private readonly double[][] drawn;

    private RandomForest(ModelSpace space, RegressionTree[] trees, double[][] drawn, double? explained) =>
        (this.space, this.trees, this.drawn, Explained) = (space, trees, drawn, explained);

    /// <summary>Share of the costs' variance that trees explain of points that they did not learn from; negative: worse than their mean. null: there is no variance.</summary>
    public double? Explained { get; }

    /// <param name="points">As <see cref="ModelSpace.Encode"/> has them.</param>
    /// <param name="seed">The sweep's.</param>
    public static RandomForest Fit(ModelSpace space, double[][] points, double[] costs, ulong seed)
    {
        var trees = new RegressionTree[Trees];
        var (sums, counts) = (new double[points.Length], new int[points.Length]);
        for (var t = 0; t < Trees; t++)
        {
            var random = new SeededGenerator(seed, "analysis", "tree", $"{t}");
            var sample = new int[points.Length];
            var isIn = new bool[points.Length];
            foreach (ref var i in sample.AsSpan())
            {
                i = random.NextInt32(points.Length);
                isIn[i] = true;
            }
            trees[t] = RegressionTree.Grow(space, points, costs, sample, random);
            for (var i = 0; i < points.Length; i++)
            {
                if (isIn[i]) continue;
                sums[i] += trees[t].Predict(points[i]);
                counts[i]++;
            }
        }
        return new RandomForest(space, trees, Draw(space, DrawnForVariance, seed), ExplainedBy(sums, counts, costs));
    }

    /// <summary>The variance of what the forest predicts, and in which share of the space a parameter exists.</summary>
    public (double Variance, double[] Exists) Prior()
    {
        var exists = new double[space.Parameters.Length];
        var predictions = new List<double>();
        foreach (var point in drawn.Where(point => space.IsLegal(point)))
        {
            predictions.Add(Predict(point));
            for (var i = 0; i < exists.Length; i++)
                if (space.Exists(i, point)) exists[i]++;
        }
        if (predictions.Count == 0) return (0, exists);
        for (var i = 0; i < exists.Length; i++) exists[i] /= predictions.Count;
        var mean = predictions.Average();
        return (predictions.Average(prediction => (prediction - mean) * (prediction - mean)), exists);
    }

    /// <summary>What the forest expects for each cell of x and y, given that both exist.</summary>
    public Marginal MarginalOf(Cells x, Cells y)
    {
        var cells = x.Count * y.Count;
        var counts = new int[cells];
        var sums = trees.Select(_ => new double[cells]).ToArray();
        var counted = new ulong[x.Count];
        var dependsOnCells = DependsOnCells(x, y);
        foreach (var one in drawn.Take(Drawn))
        {
            var point = one.ToArray();
            if (y.Parameter >= 0) space.MakeExist(y.Parameter, point);
            space.MakeExist(x.Parameter, point);
            if (dependsOnCells) CountEach(point, x, y, counted);
            else Array.Fill(counted, IsThere(point, x, y) ? y.All : 0);
            if (Array.TrueForAll(counted, bits => bits == 0)) continue;
            for (var row = 0; row < x.Count; row++)
                for (var bits = counted[row]; bits != 0; bits &= bits - 1) counts[row * y.Count + BitOperations.TrailingZeroCount(bits)]++;
            for (var t = 0; t < trees.Length; t++) trees[t].AddTo(sums[t], point, x, y, counted);
        }
        return Marginal.Of(x, y, counts, sums);
    }

    private double Predict(ReadOnlySpan<double> point)
    {
        var sum = 0.0;
        foreach (var tree in trees) sum += tree.Predict(point);
        return sum / trees.Length;
    }

    /// <summary>Whether some cells can be illegal, or lack the other parameter, and others not.</summary>
    private bool DependsOnCells(Cells x, Cells y) =>
        space.BearsOnLegality(x.Parameter) || (y.Parameter >= 0 && (space.BearsOnLegality(y.Parameter) || IsAbove(x.Parameter, y.Parameter) || IsAbove(y.Parameter, x.Parameter)));

    private bool IsAbove(int above, int parameter)
    {
        for (; parameter >= 0; parameter = space.Parents[parameter])
            if (parameter == above) return true;
        return false;
    }

    private void CountEach(double[] point, Cells x, Cells y, ulong[] counted)
    {
        for (var row = 0; row < x.Count; row++)
        {
            counted[row] = 0;
            point[x.Parameter] = x.Coordinates[row];
            for (var column = 0; column < y.Count; column++)
            {
                if (y.Parameter >= 0) point[y.Parameter] = y.Coordinates[column];
                if (IsThere(point, x, y)) counted[row] |= 1UL << column;
            }
        }
    }

    private bool IsThere(double[] point, Cells x, Cells y) =>
        space.Exists(x.Parameter, point) && (y.Parameter < 0 || space.Exists(y.Parameter, point)) && space.IsLegal(point);

    private static double[][] Draw(ModelSpace space, int count, ulong seed)
    {
        var sequence = new SobolSequence(space.Parameters.Length, new SeededGenerator(seed, "analysis", "points"));
        var unit = new double[space.Parameters.Length];
        var drawn = new double[count][];
        for (var i = 0; i < count; i++)
        {
            for (var d = 0; d < unit.Length; d++) unit[d] = sequence.Coordinate((uint)i, d);
            drawn[i] = space.FromUnit(unit);
        }
        return drawn;
    }

    private static double? ExplainedBy(double[] sums, int[] counts, double[] costs)
    {
        var mean = costs.Average();
        var (left, all) = (0.0, 0.0);
        for (var i = 0; i < costs.Length; i++)
        {
            if (counts[i] == 0) continue;
            left += Math.Pow(costs[i] - sums[i] / counts[i], 2);
            all += Math.Pow(costs[i] - mean, 2);
        }
        return all > 0 ? 1 - left / all : null;
    }
}
