using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr, double alpha, double eps, double weight_decay, double momentum, bool centered, bool maximize) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Hinton 2012: the gradient by the root of its running mean square; eps is added after the root.</summary>
    public class RMSProp : OptimizerHelper
    {
        private readonly RmsPropSettings settings;

        internal RMSProp(IEnumerable<Parameter> parameters, double lr, double alpha, double eps, double weight_decay, double momentum, bool centered, bool maximize)
            : base(parameters, lr, 0, momentum > 0 ? 0 : null, centered ? 0 : null) =>
            settings = new(lr, alpha, eps, weight_decay, momentum, Flag(centered), Flag(maximize));

        private protected override void Step(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps) =>
            Shim.sw_rmsprop(parameters, count, buffers, kinds, steps, settings with { Rate = Rate });
    }
}
