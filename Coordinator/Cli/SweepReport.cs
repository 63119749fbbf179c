using System.Globalization;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary>A sweep in words and tables.</summary>
internal static class SweepReport
{
    public const int BestTrials = 10;

    public static void WriteStatus(TextWriter output, SweepState sweep, SweepSummary summary)
    {
        var counts = string.Join(", ", summary.Trials.Select(count => $"{count.Value} {count.Key}"));
        var planned = sweep.Budget.Trials is { } trials ? $" of {trials} trials" : "";
        output.WriteLine($"{summary.Sweep}: {counts}{planned}, {Duration(sweep.TimeUsed)} used; {(summary.Ended is { } why ? $"ended: {why}" : "not ended")}");
        output.WriteLine(Headline.Of(summary));
        if (summary.Best is { } best) output.WriteLine($"  {AssignmentText.Of(sweep.Spec.Space, best.Assignment)}");
    }

    public static void WriteTrials(TextWriter output, SweepState sweep, IReadOnlyList<TrialSummary> trials)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("trial", sweep.Spec.Objective.Measure, "test", "epoch", "seconds", "outcome", "configuration");
        foreach (var column in table.Columns.Take(5)) column.RightAligned().NoWrap();
        foreach (var trial in trials)
        {
            table.AddRow(
                trial.Trial.ToString(CultureInfo.InvariantCulture), Number(trial.Value), Number(trial.Test), trial.BestEpoch?.ToString(CultureInfo.InvariantCulture) ?? "",
                trial.Seconds is { } seconds ? seconds.ToString("F1", CultureInfo.InvariantCulture) : "",
                Markup.Escape(trial.Message is { } message ? $"{trial.Outcome}: {message}" : trial.Outcome),
                Markup.Escape(AssignmentText.Of(sweep.Spec.Space, trial.Assignment) + (trial.Trial == 0 && sweep[0].IsBaseline ? " = the baseline" : "")));
        }
        Console(output).Write(table);
    }

    /// <summary>What a run ends with: the best trials, the best configuration, and where the weights are.</summary>
    public static void WriteOutcome(TextWriter output, LocalOutcome outcome)
    {
        if (outcome.BestYaml is not { } yaml)
        {
            WriteStatus(output, outcome.Sweep, outcome.Summary);
            return;
        }
        output.WriteLine();
        WriteTrials(output, outcome.Sweep, [.. outcome.Top.Take(BestTrials)]);
        output.WriteLine(Headline.Of(outcome.Summary));
        output.WriteLine();
        output.Write(yaml);
        output.WriteLine();
        output.WriteLine($"The best configuration and the trained weights are in {outcome.Folder}");
    }

    public static string Number(double? value) => Headline.Number(value);

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours}h {time.Minutes:00}m",
        { TotalMinutes: >= 1 } => $"{time.Minutes}m {time.Seconds:00}s",
        _ => $"{time.TotalSeconds:F0}s",
    };

    private static IAnsiConsole Console(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.Detect });
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 200;
        return console;
    }
}
