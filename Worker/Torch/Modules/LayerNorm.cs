using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static LayerNorm LayerNorm(long normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Each row with mean 0 and variance 1 over the last dimensions, then scaled and shifted. arXiv:1607.06450.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] normalizedShape;
        private readonly double eps;

        internal LayerNorm(long[] normalizedShape, double eps, bool affine, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            this.normalizedShape = normalizedShape;
            this.eps = eps;
            if (affine)
            {
                weight = new Parameter(ones(normalizedShape, dtype, device));
                register_parameter(nameof(weight), weight);
            }
            if (affine && hasBias)
            {
                bias = new Parameter(zeros(normalizedShape, dtype, device));
                register_parameter(nameof(bias), bias);
            }
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, normalizedShape, weight, bias, eps);
    }
}
