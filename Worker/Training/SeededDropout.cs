using System.Runtime.InteropServices;
using Shared.Randomness;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>
/// While training, zeroes each element with probability p and divides the others by 1 - p. The draws come from the
/// trial's own generator: libtorch's is one for the whole process, so that two trials at a time would change each other.
/// </summary>
internal sealed class SeededDropout(double p, SeededGenerator random) : nn.Module<Tensor, Tensor>(nameof(SeededDropout))
{
    public override Tensor forward(Tensor input)
    {
        if (!training || p == 0) return input;
        var mask = new float[input.NumberOfElements];
        Draw(mask);
        return input.mul(tensor(mask, input.shape, dtype: input.dtype, device: input.device, requires_grad: false, names: null));
    }

    /// <summary>16 bits an element: p is rounded to a multiple of 2^-16.</summary>
    private void Draw(Span<float> mask)
    {
        var dropped = (int)Math.Round(p * 65536);
        var kept = (float)(1 / (1 - p));
        while (mask.Length > 0)
        {
            var bits = random.NextUInt64();
            var draws = MemoryMarshal.Cast<ulong, ushort>(MemoryMarshal.CreateReadOnlySpan(in bits, 1));
            var count = Math.Min(draws.Length, mask.Length);
            for (var i = 0; i < count; i++) mask[i] = draws[i] < dropped ? 0 : kept;
            mask = mask[count..];
        }
    }
}
