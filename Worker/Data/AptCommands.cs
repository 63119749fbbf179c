using System.ComponentModel;
using System.Diagnostics;

namespace Worker.Data;

/// <summary>The programs of Debian's package manager that read package lists.</summary>
internal sealed record AptCommands(string AptGet, string AptCache, string AptHelper)
{
    /// <summary>As Debian installs them; apt-helper is no command for users and stands outside of PATH.</summary>
    public static readonly AptCommands OfThisMachine = new("apt-get", "apt-cache", "/usr/lib/apt/apt-helper");

    /// <summary>Long enough for 16 MB over a slow line, short enough to notice a network that swallows packets.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program and hands its standard output over as it comes.</summary>
    /// <returns>Null, or what went wrong: the last line of standard error.</returns>
    /// <exception cref="DataProblem">The program is not there.</exception>
    public static async Task<string?> RunAsync(
        string program, IReadOnlyList<string> arguments, Func<TextReader, Task> read, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Messages in one language, since the last one is passed on.
        start.Environment["LC_ALL"] = "C";
        using var process = StartOrRefuse(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestRun);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await read(process.StandardOutput);
            await process.WaitForExitAsync(limit.Token);
            var lastError = (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return process.ExitCode == 0 ? null : lastError ?? $"exit code {process.ExitCode}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no end after {LongestRun.TotalMinutes} minutes";
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Process StartOrRefuse(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new DataProblem($"debtags data comes from Debian's package lists, but the program {start.FileName} is not on this machine; run this on Debian, or take data of another format");
        }
    }
}
