namespace Worker.Training;

/// <summary>Tells from a message that memory ran out: libraries report it as an error like any other.</summary>
internal static class MemoryFailure
{
    private static readonly string[] Signs =
    [
        "out of memory",                              // libtorch, CUDA: "CUDA out of memory. Tried to allocate ..."
        "DefaultCPUAllocator: can't allocate memory", // libtorch on Linux
        "not enough memory: you tried to allocate",   // libtorch elsewhere
        "STATUS_ALLOC_FAILED",                        // cuBLAS and cuDNN
        "std::bad_alloc",                             // C++
        "MemoryError",                                // Python
        "Cannot allocate memory",                     // ENOMEM
    ];

    public static bool IsIn(string? message) =>
        message is not null && Signs.Any(sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
