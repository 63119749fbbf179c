using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent, with momentum as PyTorch defines it: the learning rate multiplies the velocity.</summary>
    public class SGD : OptimizerHelper
    {
        private readonly SgdSettings settings;

        internal SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize)
            : base(parameters, learningRate, momentum != 0 ? 0 : null) =>
            settings = new(learningRate, momentum, dampening, weight_decay, Flag(nesterov), Flag(maximize));

        private protected override void Step(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps) =>
            Shim.sw_sgd(parameters, count, buffers, kinds, steps, settings with { Rate = Rate });
    }
}
