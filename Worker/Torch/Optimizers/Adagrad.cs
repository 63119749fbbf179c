using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr, double lr_decay, double weight_decay, double initial_accumulator_value, double eps) =>
                new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Duchi 2011: the gradient by the root of the sum of its squares.</summary>
    public class Adagrad : OptimizerHelper
    {
        private readonly AdagradSettings settings;

        internal Adagrad(IEnumerable<Parameter> parameters, double lr, double lr_decay, double weight_decay, double initial_accumulator_value, double eps)
            : base(parameters, lr, initial_accumulator_value) =>
            settings = new(lr, lr_decay, weight_decay, eps);

        private protected override void Step(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps) =>
            Shim.sw_adagrad(parameters, count, buffers, kinds, steps, settings with { Rate = Rate });
    }
}
