using System.Runtime.InteropServices;

namespace Worker.Agent;

/// <summary>The few calls of libc that the runtime does not offer. Each returns -1 on failure, with the reason in errno.</summary>
internal static partial class Posix
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;

    /// <summary>FIONREAD of Linux.</summary>
    public const nuint BytesToRead = 0x541B;

    /// <summary>Sends a signal to one process.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int process, int signal);

    /// <summary>With <see cref="BytesToRead"/>: how many bytes a pipe holds.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Unread(int pipe, nuint request, out int bytes);
}
