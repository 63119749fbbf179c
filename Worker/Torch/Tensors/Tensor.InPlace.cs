using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations that change this tensor and answer it. A leaf that requires a gradient allows them under no_grad only.</summary>
    public partial class Tensor
    {
        public Tensor add_(Tensor target) => add_(target, 1);

        public Tensor add_(Tensor target, Scalar alpha) => After(Shim.sw_add_(this, target, alpha));

        public Tensor add_(Scalar scalar) => After(Shim.sw_add_scalar_(this, scalar));

        public Tensor sub_(Tensor target) => After(Shim.sw_sub_(this, target, 1));

        public Tensor sub_(Scalar scalar) => After(Shim.sw_sub_scalar_(this, scalar));

        public Tensor mul_(Tensor target) => After(Shim.sw_mul_(this, target));

        public Tensor mul_(Scalar target) => After(Shim.sw_mul_scalar_(this, target));

        public Tensor div_(Tensor target) => After(Shim.sw_div_(this, target));

        public Tensor div_(Scalar target) => After(Shim.sw_div_scalar_(this, target));

        public Tensor fill_(Scalar value) => After(Shim.sw_fill_scalar_(this, value));

        public Tensor zero_() => After(Shim.sw_zero_(this));

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => After(Shim.sw_clamp_(this, min, max));

        public Tensor masked_fill_(Tensor mask, Scalar value) => After(Shim.sw_masked_fill_(this, mask, value));

        public Tensor scatter_(long dim, Tensor index, Tensor src) => After(Shim.sw_scatter_(this, dim, index, src));

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            After(Shim.sw_index_add_(this, dim, index, source, alpha));
    }
}
