using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The same elements in another shape. All are views where memory allows; a size of -1 is worked out.</summary>
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Shim.sw_view(this, shape, shape.Length);

        public Tensor reshape(params long[] shape) => Shim.sw_reshape(this, shape, shape.Length);

        public Tensor expand(params long[] sizes) => Shim.sw_expand(this, sizes, sizes.Length, 0);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor permute(params long[] permutation) => Shim.sw_permute(this, permutation, permutation.Length);

        public Tensor transpose(long dim0, long dim1) => Shim.sw_transpose(this, dim0, dim1);

        public Tensor t() => Shim.sw_t(this);

        public Tensor unsqueeze(long dim) => Shim.sw_unsqueeze(this, dim);

        /// <summary>Drops one dimension of size 1, or every one.</summary>
        public Tensor squeeze(long? dim = null) => dim is { } one ? Shim.sw_squeeze_dim(this, one) : Shim.sw_squeeze(this);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Shim.sw_flatten(this, start_dim, end_dim);
    }
}
