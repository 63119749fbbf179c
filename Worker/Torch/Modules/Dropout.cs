using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Dropout Dropout(double p, bool inplace) => new(p);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>While training, zeroes each element with probability p and divides the others by 1 - p.</summary>
    public sealed class Dropout : nn.Module<Tensor, Tensor>
    {
        private readonly double p;

        internal Dropout(double p)
            : base(nameof(Dropout)) => this.p = p;

        public override Tensor forward(Tensor input) => nn.functional.dropout(input, p, training, false);
    }
}
