using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// The shim's functions, named as in Native/*.cpp. Nothing else calls native code.
/// Element types and devices cross as libtorch's own numbers; type -1 is "as it is".
/// </summary>
internal static partial class Shim
{
    public const string Library = "sweeps_torch";

    // Errors, threads, seeds, gradients on and off.

    [LibraryImport(Library)]
    public static partial nint sw_error();

    [LibraryImport(Library)]
    public static partial Status sw_set_num_threads(int count);

    [LibraryImport(Library)]
    public static partial int sw_get_num_threads();

    [LibraryImport(Library)]
    public static partial Status sw_manual_seed(long seed);

    [LibraryImport(Library)]
    public static partial int sw_cuda_is_available();

    [LibraryImport(Library)]
    public static partial int sw_is_grad_enabled();

    [LibraryImport(Library)]
    public static partial void sw_set_grad_enabled(int enabled);

    // A tensor's life.

    [LibraryImport(Library)]
    public static partial void sw_free(nint tensor);

    [LibraryImport(Library)]
    public static partial Tensor sw_empty(ReadOnlySpan<long> shape, int rank, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_zeros(ReadOnlySpan<long> shape, int rank, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_ones(ReadOnlySpan<long> shape, int rank, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_rand(ReadOnlySpan<long> shape, int rank, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_randn(ReadOnlySpan<long> shape, int rank, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_full(ReadOnlySpan<long> shape, int rank, Scalar value, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_arange(Scalar start, Scalar stop, Scalar step, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_randperm(long n, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial Tensor sw_tensor(ReadOnlySpan<byte> data, ScalarType from, ReadOnlySpan<long> shape, int rank, ScalarType type, DeviceType device, short index, int requires_grad);

    [LibraryImport(Library)]
    public static partial long sw_dim(Tensor x);

    [LibraryImport(Library)]
    public static partial long sw_numel(Tensor x);

    [LibraryImport(Library)]
    public static partial long sw_element_size(Tensor x);

    [LibraryImport(Library)]
    public static partial sbyte sw_type(Tensor x);

    [LibraryImport(Library)]
    public static partial sbyte sw_device_type(Tensor x);

    [LibraryImport(Library)]
    public static partial short sw_device_index(Tensor x);

    [LibraryImport(Library)]
    public static partial int sw_is_contiguous(Tensor x);

    [LibraryImport(Library)]
    public static partial nint sw_data(Tensor x);

    [LibraryImport(Library)]
    public static partial void sw_shape(Tensor x, Span<long> shape);

    [LibraryImport(Library)]
    public static partial void sw_strides(Tensor x, Span<long> strides);

    [LibraryImport(Library)]
    public static partial Tensor sw_clone(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_detach(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_alias(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_contiguous(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_to(Tensor x, ScalarType type, DeviceType device, short index, int copy);

    [LibraryImport(Library)]
    public static partial Status sw_copy_(Tensor x, Tensor source, int non_blocking);

    [LibraryImport(Library)]
    public static partial int sw_requires_grad(Tensor x);

    [LibraryImport(Library)]
    public static partial Status sw_set_requires_grad(Tensor x, int value);

    [LibraryImport(Library)]
    public static partial int sw_is_leaf(Tensor x);

    [LibraryImport(Library)]
    public static partial int sw_has_grad(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_grad(Tensor x);

    [LibraryImport(Library)]
    public static partial Status sw_set_grad(Tensor x, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? grad);

    [LibraryImport(Library)]
    public static partial Status sw_backward(Tensor x);

    // Operators.

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

    // Layers and losses.

    [LibraryImport(Library)]
    public static partial Tensor sw_linear(Tensor x, Tensor weight, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? bias);

    [LibraryImport(Library)]
    public static partial Tensor sw_dropout(Tensor x, double p, int training);

    [LibraryImport(Library)]
    public static partial Tensor sw_log_sigmoid(Tensor x);

    [LibraryImport(Library)]
    public static partial Tensor sw_softplus(Tensor x, double beta, double threshold);

    [LibraryImport(Library)]
    public static partial Tensor sw_batch_norm(Tensor x, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? weight, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? bias, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? mean, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? variance, int training, double momentum, double eps);

    [LibraryImport(Library)]
    public static partial Tensor sw_layer_norm(Tensor x, ReadOnlySpan<long> shape, int rank, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? weight, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? bias, double eps);

    [LibraryImport(Library)]
    public static partial Tensor sw_binary_cross_entropy_with_logits(Tensor x, Tensor target, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? weight, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? pos_weight, long reduction);

    [LibraryImport(Library)]
    public static partial Tensor sw_cross_entropy(Tensor x, Tensor target, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? weight, long ignore_index, long reduction, double label_smoothing);

    [LibraryImport(Library)]
    public static partial Tensor sw_mse_loss(Tensor x, Tensor target, long reduction);

    [LibraryImport(Library)]
    public static partial Tensor sw_embedding_bag(Tensor weight, Tensor input, Tensor offsets, [MarshalUsing(typeof(OptionalTensorMarshaller))] Tensor? weights, int include_last);

    [LibraryImport(Library)]
    public static partial Status sw_clip_grad_norm_(ReadOnlySpan<nint> parameters, int count, double most, double kind, out double norm);

    // Optimizers: one step over all parameters. Buffer b of parameter i is at b * count + i.

    [LibraryImport(Library)]
    public static partial Status sw_adam(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in AdamSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_sgd(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in SgdSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_rmsprop(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in RmsPropSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_adagrad(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in AdagradSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_adadelta(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in AdadeltaSettings settings);
}
