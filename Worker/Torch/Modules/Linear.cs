using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x W' + b with W of shape [outputSize, inputSize]. Both begin uniform within 1 / sqrt(inputSize).</summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            weight = new Parameter(empty([outputSize, inputSize], dtype, device));
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5), nn.init.FanInOut.FanIn, nn.init.NonlinearityType.LeakyReLU);
            register_parameter(nameof(weight), weight);
            if (hasBias)
            {
                var bound = 1 / Math.Sqrt(inputSize);
                bias = new Parameter(empty([outputSize], dtype, device));
                nn.init.uniform_(bias, -bound, bound, null);
                register_parameter(nameof(bias), bias);
            }
        }

        public Parameter weight { get; }

        public Parameter? bias { get; }

        public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
    }
}
