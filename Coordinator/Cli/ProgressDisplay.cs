using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary>A live display where a person looks on, plain lines elsewhere. Both go to standard error: standard output is for results.</summary>
internal static class ProgressDisplay
{
    public static IProgress Create(bool json) =>
        json || Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "dumb" ? new PlainProgress(Console.Error) : new LiveProgress();
}
