using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Comparisons and logic: tensors of truth values, of the broadcast shape.</summary>
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Shim.sw_eq(this, target);

        public Tensor eq(Scalar target) => Shim.sw_eq_scalar(this, target);

        public Tensor ne(Tensor target) => Shim.sw_ne(this, target);

        public Tensor ne(Scalar target) => Shim.sw_ne_scalar(this, target);

        public Tensor lt(Tensor target) => Shim.sw_lt(this, target);

        public Tensor lt(Scalar target) => Shim.sw_lt_scalar(this, target);

        public Tensor le(Tensor target) => Shim.sw_le(this, target);

        public Tensor le(Scalar target) => Shim.sw_le_scalar(this, target);

        public Tensor gt(Tensor target) => Shim.sw_gt(this, target);

        public Tensor gt(Scalar target) => Shim.sw_gt_scalar(this, target);

        public Tensor ge(Tensor target) => Shim.sw_ge(this, target);

        public Tensor ge(Scalar target) => Shim.sw_ge_scalar(this, target);

        public Tensor logical_and(Tensor other) => Shim.sw_logical_and(this, other);

        public Tensor logical_or(Tensor other) => Shim.sw_logical_or(this, other);

        public Tensor logical_not() => Shim.sw_logical_not(this);
    }
}
