using System.Numerics;
using Shared.Randomness;

namespace Coordinator.Deciding.Analysis;

/// <summary>
/// An extremely randomised tree (Geurts, Ernst and Wehenkel 2006, doi:10.1007/s10994-006-6226-1) over a conditional space: a node splits on a
/// parameter only where all that can be in it has that parameter.
/// </summary>
/// <remarks>
/// Numbers are cut at random thresholds, of which the best is taken, and choices into two sets of options in the order of their
/// means, which contains the best of all splits (Breiman et al. 1984, section 8.8).
/// </remarks>
internal sealed class RegressionTree
{
    private const int Cuts = 4, LeastInLeaf = 2, Deepest = 60;

    private readonly List<Node> nodes = [];

    /// <param name="sample">Indices of the points that it learns from, one as often as it was drawn; reordered.</param>
    public static RegressionTree Grow(ModelSpace space, double[][] points, double[] costs, int[] sample, SeededGenerator random)
    {
        var tree = new RegressionTree();
        tree.Grow(new Growth(space, points, costs, random), sample, 0);
        return tree;
    }

    public double Predict(ReadOnlySpan<double> point)
    {
        for (var i = 0; ;)
        {
            var node = nodes[i];
            if (node.Parameter < 0) return node.Mean;
            i = node.GoesLeft(point[node.Parameter]) ? node.Left : node.Right;
        }
    }

    /// <summary>
    /// Adds, for each cell of x and y, what the tree predicts at a point with these two changed to the cell's values: in one walk, which
    /// parts only where x or y is split on.
    /// </summary>
    /// <param name="counted">The cells of y that count, as bits, for each cell of x.</param>
    /// <param name="sums">By cell of x, then of y.</param>
    public void AddTo(Span<double> sums, ReadOnlySpan<double> point, Cells x, Cells y, ReadOnlySpan<ulong> counted) => AddTo(sums, point, x, x.All, y, y.All, counted, 0);

    private void AddTo(Span<double> sums, ReadOnlySpan<double> point, Cells x, ulong xs, Cells y, ulong ys, ReadOnlySpan<ulong> counted, int at)
    {
        var node = nodes[at];
        while (node.Parameter >= 0 && node.Parameter != x.Parameter && node.Parameter != y.Parameter)
            node = nodes[node.GoesLeft(point[node.Parameter]) ? node.Left : node.Right];
        if (node.Parameter < 0)
        {
            for (; xs != 0; xs &= xs - 1)
            {
                var row = BitOperations.TrailingZeroCount(xs);
                for (var bits = ys & counted[row]; bits != 0; bits &= bits - 1) sums[row * y.Count + BitOperations.TrailingZeroCount(bits)] += node.Mean;
            }
            return;
        }
        var isX = node.Parameter == x.Parameter;
        var left = isX ? node.Side(x) : node.Side(y);
        if ((isX ? xs & left : ys & left) is not 0 and var lefts) AddTo(sums, point, x, isX ? lefts : xs, y, isX ? ys : lefts, counted, node.Left);
        if ((isX ? xs & ~left : ys & ~left) is not 0 and var rights) AddTo(sums, point, x, isX ? rights : xs, y, isX ? ys : rights, counted, node.Right);
    }

    private int Grow(Growth growth, Span<int> sample, int depth)
    {
        var at = nodes.Count;
        nodes.Add(new Node(-1, 0, 0, 0, 0, growth.Mean(sample)));
        if (depth >= Deepest || sample.Length < 2 * LeastInLeaf || growth.FindSplit(sample) is not { } split) return at;
        var middle = growth.Partition(sample, split);
        var outer = growth.Narrow(split, left: true);
        var left = Grow(growth, sample[..middle], depth + 1);
        growth.Restore(split, outer);
        growth.Narrow(split, left: false);
        var right = Grow(growth, sample[middle..], depth + 1);
        growth.Restore(split, outer);
        nodes[at] = split with { Left = left, Right = right, Mean = nodes[at].Mean };
        return at;
    }

    /// <param name="Parameter">-1: a leaf.</param>
    /// <param name="Options">Of a choice, those that go left, as bits; 0: what is below the threshold does.</param>
    private readonly record struct Node(int Parameter, double Threshold, ulong Options, int Left, int Right, double Mean)
    {
        public bool GoesLeft(double coordinate) => Options != 0 ? (Options >> (int)coordinate & 1) != 0 : coordinate < Threshold;

        public ulong Side(Cells cells) => Options != 0 ? cells.Among(Options) : cells.Below(Threshold);
    }

    private sealed class Growth(ModelSpace space, double[][] points, double[] costs, SeededGenerator random)
    {
        /// <summary>The options that each choice can have in the node that is grown.</summary>
        private readonly ulong[] possible = [.. space.Options.Select(AllOf)];

        public double Mean(ReadOnlySpan<int> sample)
        {
            var sum = 0.0;
            foreach (var i in sample) sum += costs[i];
            return sum / sample.Length;
        }

        /// <summary>The split that leaves least variance, or null where none leaves less.</summary>
        public Node? FindSplit(ReadOnlySpan<int> sample)
        {
            var mean = Mean(sample);
            Node? best = null;
            var most = 1e-12 * Variation(sample, mean);
            for (var parameter = 0; parameter < points[0].Length; parameter++)
            {
                if (space.Parameters[parameter].Domain.IsConstant || !ExistsThroughout(parameter)) continue;
                if (space.Options[parameter] is > 0 and <= Cells.Most) ConsiderOptions(parameter, sample, mean, ref best, ref most);
                else ConsiderCuts(parameter, sample, mean, ref best, ref most);
            }
            return best;
        }

        public int Partition(Span<int> sample, Node split)
        {
            var middle = 0;
            for (var i = 0; i < sample.Length; i++)
            {
                if (!split.GoesLeft(points[sample[i]][split.Parameter])) continue;
                (sample[middle], sample[i]) = (sample[i], sample[middle]);
                middle++;
            }
            return middle;
        }

        /// <returns>What was possible before.</returns>
        public ulong Narrow(Node split, bool left)
        {
            var was = possible[split.Parameter];
            if (split.Options != 0) possible[split.Parameter] = left ? was & split.Options : was & ~split.Options;
            return was;
        }

        public void Restore(Node split, ulong was) => possible[split.Parameter] = was;

        private bool ExistsThroughout(int parameter)
        {
            for (; space.Parents[parameter] is >= 0 and var parent; parameter = parent)
                if (possible[parent] != 1UL << space.ParentOptions[parameter]) return false;
            return true;
        }

        private double Variation(ReadOnlySpan<int> sample, double mean)
        {
            var sum = 0.0;
            foreach (var i in sample) sum += (costs[i] - mean) * (costs[i] - mean);
            return sum;
        }

        private void ConsiderCuts(int parameter, ReadOnlySpan<int> sample, double mean, ref Node? best, ref double most)
        {
            var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (var i in sample) (low, high) = (Math.Min(low, points[i][parameter]), Math.Max(high, points[i][parameter]));
            if (!(low < high)) return;
            for (var cut = 0; cut < Cuts; cut++)
            {
                var threshold = high - random.NextDouble() * (high - low);
                var (count, sum) = (0, 0.0);
                foreach (var i in sample)
                {
                    if (points[i][parameter] >= threshold) continue;
                    count++;
                    sum += costs[i] - mean;
                }
                if (Gain(count, sum, sample.Length) is var gain && gain > most) (best, most) = (new Node(parameter, threshold, 0, 0, 0, 0), gain);
            }
        }

        private void ConsiderOptions(int parameter, ReadOnlySpan<int> sample, double mean, ref Node? best, ref double most)
        {
            Span<int> counts = stackalloc int[space.Options[parameter]];
            Span<double> sums = stackalloc double[counts.Length];
            counts.Clear();
            sums.Clear();
            foreach (var i in sample)
            {
                var option = (int)points[i][parameter];
                counts[option]++;
                sums[option] += costs[i] - mean;
            }
            Span<int> order = stackalloc int[counts.Length];
            Span<double> means = stackalloc double[counts.Length];
            var seen = 0;
            var left = 0UL;
            for (var option = 0; option < counts.Length; option++)
            {
                if (counts[option] > 0) (order[seen], means[seen++]) = (option, sums[option] / counts[option]);
                // Nobody knows on which side an option belongs that no point here has.
                else if ((possible[parameter] >> option & 1) != 0 && random.NextDouble() < 0.5) left |= 1UL << option;
            }
            Sort(means[..seen], order[..seen]);
            var (count, sum) = (0, 0.0);
            for (var i = 0; i < seen - 1; i++)
            {
                left |= 1UL << order[i];
                count += counts[order[i]];
                sum += sums[order[i]];
                if (Gain(count, sum, sample.Length) is var gain && gain > most) (best, most) = (new Node(parameter, 0, left, 0, 0, 0), gain);
            }
        }

        /// <summary>By mean, then by option: few, and the same on every machine.</summary>
        private static void Sort(Span<double> means, Span<int> order)
        {
            for (var i = 1; i < order.Length; i++)
                for (var j = i; j > 0 && means[j] < means[j - 1]; j--)
                    ((means[j], means[j - 1]), (order[j], order[j - 1])) = ((means[j - 1], means[j]), (order[j - 1], order[j]));
        }

        /// <summary>By how much the sum of squares falls when so many go left whose distances from the mean sum to this.</summary>
        private static double Gain(int count, double sum, int all) =>
            count < LeastInLeaf || all - count < LeastInLeaf ? 0 : sum * sum / count + sum * sum / (all - count);

        private static ulong AllOf(int options) => options is 0 or > Cells.Most ? 0 : options == Cells.Most ? ulong.MaxValue : (1UL << options) - 1;
    }
}
