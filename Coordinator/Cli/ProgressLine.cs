using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;

namespace Coordinator.Cli;

/// <summary>News of a sweep, each in one line.</summary>
internal static class ProgressLine
{
    /// <param name="after">How the sweep stands with this trial counted.</param>
    public static string Of(LedgerEvent.TrialCompleted next, SweepProgress after, string assignment) =>
        $"{Done(after)} trial {next.Trial}: {SweepReport.Number(next.Objective)} in {next.Seconds:F1} s, {assignment}{(after.Best?.Trial == next.Trial ? Best(after) : "")}";

    public static string Of(LedgerEvent.AttemptFailed next, SweepProgress after) => next.Final
        ? $"{Done(after)} trial {next.Trial}: failed ({next.Kind}): {next.Message}"
        : $"{Done(after)} trial {next.Trial}: attempt {next.Attempt} failed ({next.Kind}): {next.Message}; it is tried again";

    public static string Of(LedgerEvent.SweepEnded next) => $"ended: {next.Message}";

    private static string Done(SweepProgress progress) => $"[{progress.Finished}{(progress.Planned is { } trials ? $"/{trials}" : "")}]";

    private static string Best(SweepProgress progress) =>
        progress is { Gain: { } gain, Best.Trial: not 0 } ? $" - best so far, {gain:+0.0000;-0.0000} over the baseline" : " - best so far";
}
