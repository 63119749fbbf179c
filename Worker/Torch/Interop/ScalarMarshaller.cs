using System.Runtime.InteropServices.Marshalling;

namespace TorchSharp.Interop;

/// <summary>A number as the shim reads it: kind 0 is absent, 1 an integer, 2 a real (its bits), 3 a truth value.</summary>
internal readonly record struct ScalarValue(long Bits, int Kind);

[CustomMarshaller(typeof(Scalar), MarshalMode.ManagedToUnmanagedIn, typeof(ScalarMarshaller))]
internal static class ScalarMarshaller
{
    public static ScalarValue ConvertToUnmanaged(Scalar? scalar) => scalar?.Value ?? default;
}
