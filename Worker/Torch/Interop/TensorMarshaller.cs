using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// The one checked way across: a tensor that goes in is kept alive for the call, a tensor that comes out is owned,
/// and a null that comes out is the shim's failure, thrown with its message.
/// </summary>
[CustomMarshaller(typeof(Tensor), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
[CustomMarshaller(typeof(Tensor), MarshalMode.ManagedToUnmanagedOut, typeof(Out))]
internal static class TensorMarshaller
{
    public ref struct In
    {
        private TensorHandle? held;

        public void FromManaged(Tensor tensor)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            held = tensor.Held();
        }

        public readonly nint ToUnmanaged() => held!.DangerousGetHandle();

        public readonly void Free() => held?.DangerousRelease();
    }

    public static class Out
    {
        public static Tensor ConvertToManaged(nint tensor) =>
            tensor == 0 ? throw Failure.Last() : new Tensor(new TensorHandle(tensor));
    }
}

/// <summary>The same on the way in, for an argument that may be absent: null stays null.</summary>
[CustomMarshaller(typeof(Tensor), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
internal static class OptionalTensorMarshaller
{
    public ref struct In
    {
        private TensorHandle? held;

        public void FromManaged(Tensor? tensor) => held = tensor?.Held();

        public readonly nint ToUnmanaged() => held?.DangerousGetHandle() ?? 0;

        public readonly void Free() => held?.DangerousRelease();
    }
}
