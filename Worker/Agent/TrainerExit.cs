using Shared.Trials;
using Worker.Training;

namespace Worker.Agent;

/// <summary>What the end of a trainer says about a trial that it owed a result.</summary>
internal static class TrainerExit
{
    private const int CannotStart = 126;
    private const int NotFound = 127;
    private const int Signalled = 128;

    /// <param name="code">As the launcher passes it on: 128 + n after signal n.</param>
    /// <param name="lastComplaint">The last line on standard error.</param>
    public static TrialEnd.Failed Explain(int code, string? lastComplaint)
    {
        var why = code > Signalled ? $"the trainer was killed by signal {SignalName(code - Signalled)}"
            : code is CannotStart or NotFound ? "the trainer's command cannot be started"
            : $"the trainer ended with exit code {code} before it reported a result";
        var message = lastComplaint is null ? why : $"{why}: {lastComplaint}";
        return new TrialEnd.Failed(KindOf(code, lastComplaint), message);
    }

    private static FailureKind KindOf(int code, string? lastComplaint) => code switch
    {
        _ when MemoryFailure.IsIn(lastComplaint) => FailureKind.OutOfMemory,
        > Signalled => FailureKind.Crashed,
        // It ended well and said nothing: that breaks the protocol, whoever wrote it.
        0 => FailureKind.Crashed,
        _ => FailureKind.UserError,
    };

    private static string SignalName(int number) => number switch
    {
        1 => "1 (SIGHUP)",
        2 => "2 (SIGINT)",
        4 => "4 (SIGILL)",
        6 => "6 (SIGABRT)",
        7 => "7 (SIGBUS)",
        8 => "8 (SIGFPE)",
        9 => "9 (SIGKILL)",
        11 => "11 (SIGSEGV)",
        13 => "13 (SIGPIPE)",
        15 => "15 (SIGTERM)",
        24 => "24 (SIGXCPU)",
        25 => "25 (SIGXFSZ)",
        _ => $"{number}",
    };
}
