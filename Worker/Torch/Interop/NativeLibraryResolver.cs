using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds the shim beside this assembly, at the first call into it, and says what to install where libtorch is missing.</summary>
internal static class NativeLibraryResolver
{
    [ModuleInitializer]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryResolver).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Shim.Library)
        {
            return 0;
        }
        try
        {
            return NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libsweeps_torch.so"));
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                "libtorch could not be loaded. On Debian: apt-get install libtorch-dev libopenblas0-openmp, then build again. "
                + missing.Message, missing);
        }
    }
}
