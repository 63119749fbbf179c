using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>First values of parameters, in place and outside the graph of gradients.</summary>
        public static partial class init
        {
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var leaf = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1)
            {
                using var leaf = no_grad();
                Shim.sw_uniform_(tensor, low, high);
                return tensor;
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1)
            {
                using var leaf = no_grad();
                Shim.sw_normal_(tensor, mean, std);
                return tensor;
            }

            /// <summary>Uniform with deviation sqrt(2 / (1 + a^2) / inputs); weights are [outputs, inputs]. He 2015, arXiv:1502.01852.</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0)
            {
                var bound = Math.Sqrt(6 / (1 + (a * a)) / tensor.size(1));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Uniform with deviation gain * sqrt(2 / (inputs + outputs)). Glorot 2010.</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                var bound = gain * Math.Sqrt(6.0 / (tensor.size(0) + tensor.size(1)));
                return uniform_(tensor, -bound, bound);
            }
        }
    }
}
