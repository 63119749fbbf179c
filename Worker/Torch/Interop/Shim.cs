using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// The shim's functions, named as in Native/*.cpp and in files named after those. Nothing else calls native code. Here: errors, threads, seeds, gradients on and off.
/// Element types and devices cross as libtorch's own numbers; type -1 is "as it is".
/// </summary>
internal static partial class Shim
{
    public const string Library = "sweeps_torch";

    [LibraryImport(Library)]
    public static partial nint sw_error();

    [LibraryImport(Library)]
    public static partial Status sw_set_num_threads(int count);

    [LibraryImport(Library)]
    public static partial int sw_get_num_threads();

    [LibraryImport(Library)]
    public static partial Status sw_manual_seed(long seed);

    [LibraryImport(Library)]
    public static partial int sw_cuda_is_available();

    [LibraryImport(Library)]
    public static partial int sw_is_grad_enabled();

    [LibraryImport(Library)]
    public static partial void sw_set_grad_enabled(int enabled);
}
