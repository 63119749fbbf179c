using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace TorchSharp.Interop;

/// <summary>What libtorch threw. TorchSharp throws the same type.</summary>
internal static class Failure
{
    /// <summary>The last failure of this thread.</summary>
    public static ExternalException Last() =>
        new(Marshal.PtrToStringUTF8(Shim.sw_error()) is { Length: > 0 } message ? message : "libtorch failed without a message");
}

/// <summary>The answer of a function of the shim that makes no tensor. Anything but 0 is thrown before a caller sees it.</summary>
[NativeMarshalling(typeof(StatusMarshaller))]
internal readonly record struct Status;

[CustomMarshaller(typeof(Status), MarshalMode.ManagedToUnmanagedOut, typeof(StatusMarshaller))]
internal static class StatusMarshaller
{
    public static Status ConvertToManaged(int status) => status == 0 ? default : throw Failure.Last();
}
