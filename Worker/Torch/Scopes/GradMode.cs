using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>No gradients on this thread until the answer is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Gradients on this thread, or not, until the answer is disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static bool is_grad_enabled() => Shim.sw_is_grad_enabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Shim.sw_is_grad_enabled();

        public GradMode(bool enabled) => Shim.sw_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Shim.sw_set_grad_enabled(before);
    }
}
