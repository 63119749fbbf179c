using Shared.Randomness;

namespace Coordinator.Deciding.Search;

/// <summary>
/// A density over a conditional space from a few of its points: kernels around them, and a prior that is uniform.
/// </summary>
/// <remarks>
/// Notation: x a point, x_i its coordinate of parameter i (NaN: does not exist); y_k the K points learnt from, w_0 the prior's weight
/// against 1 of each; k_i the kernel of parameter i: a normal density cut off at 0 and 1 for ranges, for a choice of c options
/// 1 - h + h/c on the same option and h/c on another (Aitchison and Aitken 1976). Where y_k lacks parameter i, k_i is uniform,
/// so densities of points with different parameters have one scale and may be compared.
/// Two estimates, both proper densities over the whole tree:
/// joint (Falkner 2018, arXiv:1807.01774): p(x) = (w_0 u(x) + sum_k prod_i k_i(x_i, y_k,i)) / (w_0 + K), knows interactions;
/// by parameter (Bergstra 2011): p(x) = prod_i p_i(x_i), where p_i learns from the points that have parameter i, needs fewer points.
/// The estimate here is their geometric mean, up to a factor.
/// </remarks>
internal sealed class ParzenEstimator
{
    private readonly int count;
    private readonly TpeOptions options;
    private readonly ParzenKernels[] kernels;

    public ParzenEstimator(ParameterTree tree, double[][] points, TpeOptions options)
    {
        (count, this.options) = (points.Length, options);
        kernels = [.. tree.Parameters.Select((parameter, i) => new ParzenKernels(parameter.Domain, [.. points.Select(point => point[i])], options))];
    }

    /// <summary>A point around one of those learnt from.</summary>
    public void DrawJointly(double[] x, SeededGenerator random)
    {
        var k = DrawKernel(count, random);
        for (var i = 0; i < x.Length; i++) x[i] = kernels[i].Draw(k, random);
    }

    /// <summary>A point each of whose coordinates is around that of one of the points learnt from.</summary>
    public void DrawByParameter(double[] x, SeededGenerator random)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var having = kernels[i].Having;
            var k = DrawKernel(having.Length, random);
            x[i] = kernels[i].Draw(k < 0 ? k : having[k], random);
        }
    }

    /// <summary>The log of the density at a point, up to a constant.</summary>
    public double LogDensity(double[] x)
    {
        var byParameter = 0.0;
        var logPrior = Math.Log(options.PriorWeight);
        var joint = new double[count];
        var logs = new double[count];
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i])) continue;
            var kernel = kernels[i];
            kernel.LogDensities(x[i], logs);
            var sum = options.PriorWeight * Math.Exp(kernel.LogUniform);
            foreach (var k in kernel.Having) sum += Math.Exp(logs[k]);
            byParameter += Math.Log(sum / (options.PriorWeight + kernel.Having.Length));
            logPrior += kernel.LogUniform;
            for (var k = 0; k < joint.Length; k++) joint[k] += logs[k];
        }
        // Products over many parameters leave the range of doubles; the largest becomes 1.
        var largest = logPrior;
        foreach (var log in joint) largest = Math.Max(largest, log);
        var total = Math.Exp(logPrior - largest);
        foreach (var log in joint) total += Math.Exp(log - largest);
        return 0.5 * (byParameter + largest + Math.Log(total / (options.PriorWeight + count)));
    }

    /// <summary>One of <paramref name="equal"/> kernels, or -1: the prior.</summary>
    private int DrawKernel(int equal, SeededGenerator random)
    {
        var k = (int)(random.NextDouble() * (options.PriorWeight + equal));
        return k < equal ? k : -1;
    }
}
