using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Losses;

/// <summary>Where a model's tensors live and what their elements are: float32 to train, float64 to prove a formula.</summary>
internal sealed record Placement(ScalarType Type, Device Device)
{
    /// <summary>A copy of the values, [length], that no dispose scope frees: its maker does.</summary>
    public Tensor Constant(double[] values) =>
        tensor(values, dtype: Type, device: Device, requires_grad: false, names: null).DetachFromDisposeScope();
}
