using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Owns one tensor of the shim. Its finalizer stands behind dispose scopes: a forgotten tensor is freed late, not never.</summary>
internal sealed class TensorHandle : SafeHandle
{
    /// <summary>What a tensor holds whose handle another took over: closed, and never counted.</summary>
    public static readonly TensorHandle None = new();

    private static long live;

    public TensorHandle(nint tensor)
        : base(0, ownsHandle: true)
    {
        SetHandle(tensor);
        Interlocked.Increment(ref live);
    }

    public TensorHandle()
        : base(0, ownsHandle: false) => SetHandleAsInvalid();

    /// <summary>Handles that exist and are not freed, in the whole process.</summary>
    public static long Live => Interlocked.Read(ref live);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Shim.sw_free(handle);
        Interlocked.Decrement(ref live);
        return true;
    }
}
