using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Worker.Training;

/// <summary>
/// Keeps standard output for the protocol alone. Native libraries print there too, in the middle of a line if they
/// like; so the pipe gets another number, which only we know, and 1 becomes another name of standard error.
/// </summary>
internal static partial class ProtocolOutput
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>F_DUPFD_CLOEXEC of Linux: a copy that child processes do not get.</summary>
    private const int DuplicateClosedOnExec = 1030;

    /// <summary>Call it before anything else is loaded that might print.</summary>
    public static Stream Take()
    {
        var kept = Duplicate(Output, DuplicateClosedOnExec, Error + 1);
        if (kept < 0 || Redirect(Error, Output) < 0) throw new Win32Exception();
        return new FileStream(new SafeFileHandle(kept, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Duplicate(int file, int command, int least);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Redirect(int from, int to);
}
