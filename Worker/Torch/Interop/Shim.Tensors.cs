using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>A tensor's life: Native/tensors.cpp.</summary>
internal static partial class Shim
{
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
}
