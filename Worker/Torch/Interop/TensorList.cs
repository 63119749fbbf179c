using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Several tensors for one call, kept alive until it is disposed. A null in the list is an absent tensor.</summary>
internal sealed class TensorList : IDisposable
{
    private readonly List<TensorHandle> held = [];
    private readonly nint[] pointers;

    public TensorList(IEnumerable<Tensor?> tensors)
    {
        var all = tensors.ToArray();
        pointers = new nint[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i]?.Held() is { } handle)
            {
                held.Add(handle);
                pointers[i] = handle.DangerousGetHandle();
            }
        }
    }

    /// <summary>A forgotten optimizer's list would keep its tensors alive for ever.</summary>
    ~TensorList() => Release();

    public ReadOnlySpan<nint> Pointers => pointers;

    public int Count => pointers.Length;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        held.ForEach(handle => handle.DangerousRelease());
        held.Clear();
    }
}
