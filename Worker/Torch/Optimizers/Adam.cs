using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Kingma 2015, arXiv:1412.6980; weight decay is added to the gradient.</summary>
    public class Adam : OptimizerHelper
    {
        private readonly AdamSettings settings;

        internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize)
            : base(parameters, lr, 0, 0, amsgrad ? 0 : null) =>
            settings = new(lr, beta1, beta2, eps, weight_decay, Decoupled: 0, Flag(amsgrad), Flag(maximize));

        private protected override void Step(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps) =>
            Shim.sw_adam(parameters, count, buffers, kinds, steps, settings with { Rate = Rate });
    }
}
