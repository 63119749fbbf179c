using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// Reductions, over all elements or some dimensions (kept with size 1 where <c>keepdim</c>), and what is normalised along one.
    /// </summary>
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Shim.sw_sum(this, Number(type));

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Shim.sw_sum_dims(this, dim, dim.Length, keepdim ? 1 : 0, Number(type));

        public Tensor mean() => Shim.sw_mean(this, -1);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Shim.sw_mean_dims(this, dimensions, dimensions.Length, keepdim ? 1 : 0, Number(type));

        public Tensor max() => Shim.sw_max(this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            Shim.sw_max_dim(this, dim, keepdim ? 1 : 0, out var values, out var indices);
            return (values, indices);
        }

        public Tensor min() => Shim.sw_min(this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            Shim.sw_min_dim(this, dim, keepdim ? 1 : 0, out var values, out var indices);
            return (values, indices);
        }

        public Tensor argmax() => Shim.sw_argmax(this);

        public Tensor argmax(long dim, bool keepdim = false) => Shim.sw_argmax_dim(this, dim, keepdim ? 1 : 0);

        public Tensor argmin() => Shim.sw_argmin(this);

        public Tensor argmin(long dim, bool keepdim = false) => Shim.sw_argmin_dim(this, dim, keepdim ? 1 : 0);

        public Tensor all() => Shim.sw_all(this);

        public Tensor all(long dim, bool keepdim = false) => Shim.sw_all_dim(this, dim, keepdim ? 1 : 0);

        public Tensor any() => Shim.sw_any(this);

        public Tensor any(long dim, bool keepdim = false) => Shim.sw_any_dim(this, dim, keepdim ? 1 : 0);

        public Tensor logsumexp(long dim, bool keepdim = false) => Shim.sw_logsumexp(this, [dim], 1, keepdim ? 1 : 0);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Shim.sw_softmax(this, dim, Number(dtype));

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Shim.sw_log_softmax(this, dim, Number(dtype));

        public Tensor matmul(Tensor target) => Shim.sw_matmul(this, target);
    }
}
