using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Native/operators.cpp.</summary>
internal static partial class Shim
{
    [LibraryImport(Library)]
    public static partial Tensor sw_abs(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_ceil(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_exp(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_expm1(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_floor(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_isfinite(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_isinf(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_isnan(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_log(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_log1p(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_logical_not(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_neg(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_nonzero(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_reciprocal(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_relu(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_sigmoid(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_sign(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_sqrt(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_square(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_t(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_tanh(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_all(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_any(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_max(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_min(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_argmax(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_argmin(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_squeeze(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_div(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_eq(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_ge(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_gt(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_le(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_logical_and(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_logical_or(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_lt(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_masked_select(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_matmul(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_maximum(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_minimum(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_mul(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_ne(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_pow(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_xlogy(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_add(Tensor x, Tensor y, Scalar alpha);

    [LibraryImport(Library)]
    public static partial Tensor sw_sub(Tensor x, Tensor y, Scalar alpha);

    [LibraryImport(Library)]
    public static partial Tensor sw_add_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_div_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_eq_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_ge_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_gt_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_le_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_lt_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_mul_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_ne_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_pow_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_rsub_scalar(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Tensor sw_sub_scalar(Tensor x, Scalar y);

    // In place.

    [LibraryImport(Library)]
    public static partial Status sw_div_(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Status sw_mul_(Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Status sw_add_(Tensor x, Tensor y, Scalar alpha);

    [LibraryImport(Library)]
    public static partial Status sw_sub_(Tensor x, Tensor y, Scalar alpha);

    [LibraryImport(Library)]
    public static partial Status sw_add_scalar_(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Status sw_div_scalar_(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Status sw_fill_scalar_(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Status sw_mul_scalar_(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Status sw_sub_scalar_(Tensor x, Scalar y);

    [LibraryImport(Library)]
    public static partial Status sw_zero_(Tensor x);

    [LibraryImport(Library)]
    public static partial Status sw_clamp_(Tensor x, Scalar? low, Scalar? high);

    [LibraryImport(Library)]
    public static partial Status sw_masked_fill_(Tensor x, Tensor mask, Scalar value);

    [LibraryImport(Library)]
    public static partial Status sw_scatter_(Tensor x, long dim, Tensor index, Tensor source);

    [LibraryImport(Library)]
    public static partial Status sw_index_add_(Tensor x, long dim, Tensor index, Tensor source, Scalar alpha);

    [LibraryImport(Library)]
    public static partial Status sw_uniform_(Tensor x, double low, double high);

    [LibraryImport(Library)]
    public static partial Status sw_normal_(Tensor x, double mean, double deviation);

    // Choosing, shaping, reducing.

    [LibraryImport(Library)]
    public static partial Tensor sw_clamp(Tensor x, Scalar? low, Scalar? high);

    [LibraryImport(Library)]
    public static partial Tensor sw_where(Tensor condition, Tensor x, Tensor y);

    [LibraryImport(Library)]
    public static partial Tensor sw_masked_fill(Tensor x, Tensor mask, Scalar value);

    [LibraryImport(Library)]
    public static partial Tensor sw_index_select(Tensor x, long dim, Tensor index);

    [LibraryImport(Library)]
    public static partial Tensor sw_gather(Tensor x, long dim, Tensor index);

    [LibraryImport(Library)]
    public static partial Tensor sw_scatter(Tensor x, long dim, Tensor index, Tensor source);

    [LibraryImport(Library)]
    public static partial Tensor sw_select(Tensor x, long dim, long index);

    [LibraryImport(Library)]
    public static partial Tensor sw_narrow(Tensor x, long dim, long start, long length);

    [LibraryImport(Library)]
    public static partial Tensor sw_view(Tensor x, ReadOnlySpan<long> shape, int rank);

    [LibraryImport(Library)]
    public static partial Tensor sw_reshape(Tensor x, ReadOnlySpan<long> shape, int rank);

    [LibraryImport(Library)]
    public static partial Tensor sw_expand(Tensor x, ReadOnlySpan<long> shape, int rank, int isImplicit);

    [LibraryImport(Library)]
    public static partial Tensor sw_permute(Tensor x, ReadOnlySpan<long> order, int rank);

    [LibraryImport(Library)]
    public static partial Tensor sw_transpose(Tensor x, long first, long second);

    [LibraryImport(Library)]
    public static partial Tensor sw_unsqueeze(Tensor x, long dim);

    [LibraryImport(Library)]
    public static partial Tensor sw_squeeze_dim(Tensor x, long dim);

    [LibraryImport(Library)]
    public static partial Tensor sw_flatten(Tensor x, long start, long end);

    [LibraryImport(Library)]
    public static partial Tensor sw_cat(ReadOnlySpan<nint> tensors, int count, long dim);

    [LibraryImport(Library)]
    public static partial Tensor sw_stack(ReadOnlySpan<nint> tensors, int count, long dim);

    [LibraryImport(Library)]
    public static partial Tensor sw_sum(Tensor x, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_sum_dims(Tensor x, ReadOnlySpan<long> dims, int count, int keepdim, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_mean(Tensor x, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_mean_dims(Tensor x, ReadOnlySpan<long> dims, int count, int keepdim, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_logsumexp(Tensor x, ReadOnlySpan<long> dims, int count, int keepdim);

    [LibraryImport(Library)]
    public static partial Tensor sw_all_dim(Tensor x, long dim, int keepdim);

    [LibraryImport(Library)]
    public static partial Tensor sw_any_dim(Tensor x, long dim, int keepdim);

    [LibraryImport(Library)]
    public static partial Tensor sw_argmax_dim(Tensor x, long dim, int keepdim);

    [LibraryImport(Library)]
    public static partial Tensor sw_argmin_dim(Tensor x, long dim, int keepdim);

    [LibraryImport(Library)]
    public static partial void sw_max_dim(Tensor x, long dim, int keepdim, out Tensor values, out Tensor indices);

    [LibraryImport(Library)]
    public static partial void sw_min_dim(Tensor x, long dim, int keepdim, out Tensor values, out Tensor indices);

    [LibraryImport(Library)]
    public static partial Tensor sw_softmax(Tensor x, long dim, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_log_softmax(Tensor x, long dim, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_cumsum(Tensor x, long dim, sbyte type);

    [LibraryImport(Library)]
    public static partial Tensor sw_argsort(Tensor x, long dim, int descending);

    [LibraryImport(Library)]
    public static partial void sw_sort(Tensor x, long dim, int descending, int stable, out Tensor values, out Tensor indices);

    [LibraryImport(Library)]
    public static partial void sw_topk(Tensor x, long k, long dim, int largest, int sorted, out Tensor values, out Tensor indices);
}
