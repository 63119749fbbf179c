using System.Diagnostics;

namespace Coordinator.Local;

/// <summary>Finds and starts <c>sweeps-worker</c>: beside this program, where the build puts it, or where SWEEPS_WORKER says.</summary>
internal static class WorkerProgram
{
    /// <exception cref="SetUpException">There is none.</exception>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments) => new(Find(), arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private static string Find()
    {
        string[] places =
        [
            Environment.GetEnvironmentVariable("SWEEPS_WORKER") ?? "",
            Path.Combine(AppContext.BaseDirectory, "sweeps-worker"),
            Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Worker", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "sweeps-worker")),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw new SetUpException($"sweeps-worker is missing: looked beside {AppContext.BaseDirectory} and in the build's folder; build the whole solution, or name it in SWEEPS_WORKER");
    }
}

/// <summary>The machine or the installation lacks something; the message says what to do.</summary>
internal sealed class SetUpException(string message) : Exception(message);
