using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([size], dtype, device, requires_grad, names);

    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([rows, columns], dtype, device, requires_grad, names);

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var at = new Placement(dtype, device, names);
        return Shim.sw_zeros(size, size.Length, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ones([size], dtype, device, requires_grad, names);

    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ones([rows, columns], dtype, device, requires_grad, names);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var at = new Placement(dtype, device, names);
        return Shim.sw_ones(size, size.Length, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    /// <summary>Elements of whatever the memory held.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var at = new Placement(dtype, device, names);
        return Shim.sw_empty(size, size.Length, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var at = new Placement(dtype, device, names);
        return Shim.sw_full(size, size.Length, value, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros(input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad, names);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ones(input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad, names);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full(input.shape, value, dtype ?? input.dtype, device ?? input.device, requires_grad, names);

    /// <summary>start, start + step, ... below stop; integers unless <paramref name="dtype"/> says otherwise.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var at = new Placement(dtype ?? (start.Value.Kind == 2 ? ScalarType.Float32 : ScalarType.Int64), device, null);
        return Shim.sw_arange(start, stop, step, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        var at = new Placement(dtype, device, names);
        return Shim.sw_rand(size, size.Length, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    /// <summary>Normal with mean 0 and deviation 1.</summary>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        var at = new Placement(dtype, device, names);
        return Shim.sw_randn(size, size.Length, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    /// <summary>0 to n - 1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var at = new Placement(dtype ?? ScalarType.Int64, device, null);
        return Shim.sw_randperm(n, at.Type, at.Kind, at.Index, requires_grad ? 1 : 0);
    }

    /// <summary>Element type and device, with libtorch's defaults: float32 on the CPU.</summary>
    private readonly struct Placement
    {
        public Placement(ScalarType? type, Device? device, string[]? names)
        {
            if (names is { Length: > 0 })
            {
                throw new ArgumentException("dimensions have no names here");
            }
            Type = type ?? ScalarType.Float32;
            Kind = device?.type ?? DeviceType.CPU;
            Index = (short)(device?.index ?? -1);
        }

        public ScalarType Type { get; }

        public DeviceType Kind { get; }

        public short Index { get; }
    }
}
