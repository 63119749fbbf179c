using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Parameter Parameter(Tensor data, bool requires_grad) => new(data, requires_grad);

        /// <summary>First values of parameters, in place and outside the graph of gradients. Every generator is the process's own.</summary>
        public static class init
        {
            /// <summary>What follows a layer; TorchSharp's numbers.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                ReLU = 9,
                LeakyReLU = 10,
            }

            /// <summary>Whether the variance is kept on the way forward (by inputs) or back (by outputs).</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var leaf = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor uniform_(Tensor tensor, double low, double high, Generator? generator)
            {
                using var leaf = no_grad();
                Shim.sw_uniform_(tensor, low, high);
                return tensor;
            }

            public static Tensor normal_(Tensor tensor, double mean, double std, Generator? generator)
            {
                using var leaf = no_grad();
                Shim.sw_normal_(tensor, mean, std);
                return tensor;
            }

            /// <summary>
            /// Uniform with deviation gain / sqrt(fan), for weights of [outputs, inputs] and a the slope of a leaky ReLU.
            /// He 2015, arXiv:1502.01852.
            /// </summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var gain = nonlinearity switch
                {
                    NonlinearityType.Linear => 1,
                    NonlinearityType.ReLU => Math.Sqrt(2),
                    NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (a * a))),
                    _ => throw new ArgumentOutOfRangeException(nameof(nonlinearity)),
                };
                var bound = gain * Math.Sqrt(3.0 / tensor.size(mode == FanInOut.FanIn ? 1 : 0));
                return uniform_(tensor, -bound, bound, null);
            }
        }
    }
}
