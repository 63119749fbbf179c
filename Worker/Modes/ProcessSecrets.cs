using System.Runtime.InteropServices;

namespace Worker.Modes;

/// <summary>
/// Keeps a secret from the processes that this one starts. They run as the same user, who can read what a process was
/// started with in <c>/proc/PID/environ</c>, for as long as it lives.
/// </summary>
internal static partial class ProcessSecrets
{
    /// <summary>PR_SET_DUMPABLE of prctl(2): at 0, only root reads this process's memory.</summary>
    private const int SetDumpable = 4;

    /// <summary>Removes a variable from what children inherit and from what the kernel shows.</summary>
    public static unsafe void Forget(string variable)
    {
        // The runtime keeps a copy of its own, which children get; the kernel shows the first one.
        Environment.SetEnvironmentVariable(variable, null);
        var value = (byte*)Find(variable);
        while (value is not null && *value != 0) *value++ = (byte)'*';
        _ = Control(SetDumpable, 0, 0, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Find(string variable);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value, nuint unused2, nuint unused3, nuint unused4);
}
