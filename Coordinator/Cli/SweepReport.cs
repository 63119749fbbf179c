using System.Globalization;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Shared.Space;
using Shared.Spec;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary>A sweep in words and tables.</summary>
internal static class SweepReport
{
    public const int BestTrials = 10;

    public static void WriteStatus(TextWriter output, SweepStatus sweep, SearchSpace space)
    {
        output.WriteLine(Line(sweep));
        output.WriteLine(Headline.Of(sweep.ToSummary()));
        if (sweep.Best is { } best) output.WriteLine($"  {AssignmentText.Of(space, best.Assignment)}");
    }

    /// <summary>How a sweep stands, in one line.</summary>
    public static string Line(SweepStatus sweep)
    {
        var counts = string.Join(", ", sweep.Trials.Select(count => $"{count.Value} {count.Key}"));
        var planned = sweep.Budget.Trials is { } trials ? $" of {trials} trials" : "";
        return $"{sweep.Sweep}: {counts}{planned}, {Duration(TimeSpan.FromSeconds(sweep.SecondsUsed))} used; {State(sweep)}";
    }

    public static void WriteTrials(TextWriter output, SweepSpec spec, IReadOnlyList<TrialSummary> trials)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("trial", spec.Objective.Measure, "test", "epoch", "seconds", "outcome", "configuration");
        foreach (var column in table.Columns.Take(5)) column.RightAligned().NoWrap();
        foreach (var trial in trials)
        {
            table.AddRow(
                trial.Trial.ToString(CultureInfo.InvariantCulture), Number(trial.Value), Number(trial.Test), trial.BestEpoch?.ToString(CultureInfo.InvariantCulture) ?? "",
                trial.Seconds is { } seconds ? seconds.ToString("F1", CultureInfo.InvariantCulture) : "",
                Markup.Escape(trial.Message is { } message ? $"{trial.Outcome}: {message}" : trial.Outcome),
                Markup.Escape(AssignmentText.Of(spec.Space, trial.Assignment) + (trial.Trial == 0 ? " = the baseline" : "")));
        }
        Console(output).Write(table);
    }

    /// <summary>What a run ends with: the best trials, the best configuration, and where the weights are.</summary>
    public static void WriteOutcome(TextWriter output, SweepOutcome outcome)
    {
        if (outcome.BestYaml is not { } yaml)
        {
            WriteStatus(output, outcome.Status, outcome.Spec.Space);
            return;
        }
        output.WriteLine();
        WriteTrials(output, outcome.Spec, [.. outcome.Top.Take(BestTrials)]);
        output.WriteLine(Headline.Of(outcome.Status.ToSummary()));
        output.WriteLine();
        output.Write(yaml);
        output.WriteLine();
        output.WriteLine(outcome.Folder is { } folder
            ? $"The best configuration and the trained weights are in {folder}"
            : $"'sweeps export {outcome.Status.Sweep}' brings the best configuration and the trained weights here");
    }

    private static string State(SweepStatus sweep) => sweep switch
    {
        { Ended: { } why } => $"ended: {why}",
        { State: SweepPhase.Paused } => "paused",
        { State: SweepPhase.Stopping } => "stopping",
        _ => "not ended",
    };

    public static string Number(double? value) => Headline.Number(value);

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours}h {time.Minutes:00}m",
        { TotalMinutes: >= 1 } => $"{time.Minutes}m {time.Seconds:00}s",
        _ => $"{time.TotalSeconds:F0}s",
    };

    internal static IAnsiConsole Console(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.Detect });
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 200;
        return console;
    }
}
