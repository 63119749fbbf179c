using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Elements chosen by index or mask; ordered elements.</summary>
    public partial class Tensor
    {
        public Tensor masked_fill(Tensor mask, Scalar value) => Shim.sw_masked_fill(this, mask, value);

        /// <summary>The elements where the mask is true, as one dimension.</summary>
        public Tensor masked_select(Tensor mask) => Shim.sw_masked_select(this, mask);

        public Tensor index_select(long dim, Tensor index) => Shim.sw_index_select(this, dim, index);

        public Tensor gather(long dim, Tensor index) => Shim.sw_gather(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Shim.sw_scatter(this, dim, index, src);

        /// <summary>One slice of a dimension, which is dropped; a view.</summary>
        public Tensor select(long dim, long index) => Shim.sw_select(this, dim, index);

        /// <summary>A run of a dimension; a view.</summary>
        public Tensor narrow(long dim, long start, long length) => Shim.sw_narrow(this, dim, start, length);

        /// <summary>Indices of what is not 0: one row an element, one column a dimension.</summary>
        public Tensor nonzero() => Shim.sw_nonzero(this);

        public Tensor cumsum(long dim, ScalarType? type = null) => Shim.sw_cumsum(this, dim, Number(type));

        public Tensor argsort(long dim = -1, bool descending = false) => Shim.sw_argsort(this, dim, descending ? 1 : 0);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            Shim.sw_sort(this, dim, descending ? 1 : 0, stable ? 1 : 0, out var values, out var indices);
            return (values, indices);
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            Shim.sw_topk(this, k, dim, largest ? 1 : 0, sorted ? 1 : 0, out var values, out var indices);
            return (values, indices);
        }

        private static sbyte Number(ScalarType? type) => type is { } known ? (sbyte)known : (sbyte)-1;
    }
}
