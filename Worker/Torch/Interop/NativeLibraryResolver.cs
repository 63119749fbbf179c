using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds the shim beside this assembly, at the first call into it, and says what to install where libtorch is missing.</summary>
internal static partial class NativeLibraryResolver
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
        // OpenMP reads this once, when it is loaded. Its threads spin by default while they wait, so that two processes
        // on the same cores take turns at spinning: a hundredfold slower was measured. Who sets it, is heard.
        SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);
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

    /// <summary>The C library's own environment: .NET's is a copy that native code does not see.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
