using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Native/optimizers.cpp: one step over all parameters. Buffer b of parameter i is at b * count + i.</summary>
internal static partial class Shim
{
    [LibraryImport(Library)]
    public static partial Status sw_adam(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in AdamSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_sgd(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in SgdSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_rmsprop(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in RmsPropSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_adagrad(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in AdagradSettings settings);

    [LibraryImport(Library)]
    public static partial Status sw_adadelta(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps, in AdadeltaSettings settings);
}
