namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types, with libtorch's numbers. Arithmetic here is used with the four of this list.</summary>
    public enum ScalarType : sbyte
    {
        Int64 = 4,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
    }

    public static readonly ScalarType int64 = ScalarType.Int64;
    public static readonly ScalarType float32 = ScalarType.Float32;
    public static readonly ScalarType float64 = ScalarType.Float64;
    public static readonly ScalarType @bool = ScalarType.Bool;

    /// <summary>The element type that holds a <typeparamref name="T"/>.</summary>
    internal static ScalarType TypeOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : throw new ArgumentException($"elements are float, double, long or bool, not {typeof(T).Name}");
}
