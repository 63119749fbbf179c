using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>An output that predicts Z, a row's number of labels, from one logit u. Shapes [rows, 1]; losses are means over rows.</summary>
internal abstract class CountUnit
{
    public static CountUnit Parse(string name) => name switch
    {
        "linear" => new Linear(),
        "poisson" => new Poisson(),
        _ => throw new ArgumentException($"count_unit must be linear or poisson, but got {name}"),
    };

    /// <summary>The predicted number, above 0.</summary>
    public abstract Tensor Predict(Tensor logits);

    public abstract Tensor Loss(Tensor logits, Tensor counts);

    /// <summary>Where the unit's bias starts, whatever the other biases do, so that the first prediction is the mean.</summary>
    public abstract double InitialBias(double meanCount);

    /// <summary>Z = u, at least .01, with squared error. Started at 0 it would be born below .01, where it has no gradient.</summary>
    private sealed class Linear : CountUnit
    {
        private const double Smallest = 0.01;

        public override Tensor Predict(Tensor logits) => logits.clamp_min(Smallest);

        public override Tensor Loss(Tensor logits, Tensor counts) => Predict(logits).sub(counts).square().mean();

        public override double InitialBias(double meanCount) => Math.Max(meanCount, 2 * Smallest);
    }

    /// <summary>Z = e^u with Poisson deviance, 2 (Z log(Z/e^u) - Z + e^u).</summary>
    private sealed class Poisson : CountUnit
    {
        /// <summary>e^20 labels are more than any row has; e^89 is more than a float32 holds.</summary>
        private const double Steepest = 20;

        private const double SmallestMean = 0.01;

        /// <summary>e^u, continued above u = 20 by its tangent there: finite, and still pulling back.</summary>
        public override Tensor Predict(Tensor logits)
        {
            var within = logits.clamp_max(Steepest);
            return within.exp().mul(logits.sub(within).add(1));
        }

        public override Tensor Loss(Tensor logits, Tensor counts) =>
            counts.xlogy(counts).sub(counts.mul(logits)).sub(counts).add(Predict(logits)).mean().mul(2);

        public override double InitialBias(double meanCount) => Math.Log(Math.Max(meanCount, SmallestMean));
    }
}
