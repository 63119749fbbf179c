using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Layers and losses: Native/layers.cpp, binary_cross_entropy.cpp and embedding_bag.cpp.</summary>
internal static partial class Shim
{
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
}
