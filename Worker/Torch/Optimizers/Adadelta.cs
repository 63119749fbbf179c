using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr, double rho, double eps, double weight_decay, bool maximize) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Zeiler 2012, arXiv:1212.5701.</summary>
    public class Adadelta : OptimizerHelper
    {
        private readonly AdadeltaSettings settings;

        internal Adadelta(IEnumerable<Parameter> parameters, double lr, double rho, double eps, double weight_decay, bool maximize)
            : base(parameters, lr, 0, 0) =>
            settings = new(lr, rho, eps, weight_decay, Flag(maximize));

        private protected override void Step(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps) =>
            Shim.sw_adadelta(parameters, count, buffers, kinds, steps, settings with { Rate = Rate });
    }
}
