using static TorchSharp.torch;

namespace Worker.Weights;

/// <summary>A float32 tensor outside libtorch, its values in row-major order.</summary>
internal sealed record StoredTensor(long[] Shape, float[] Values)
{
    /// <summary>A copy of the values; what it computes is freed by the caller's dispose scope.</summary>
    public static StoredTensor Of(Tensor tensor)
    {
        var here = tensor.detach().cpu();
        return new StoredTensor(here.shape, here.data<float>().ToArray());
    }
}
