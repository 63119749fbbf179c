using System.CommandLine;
using Coordinator.Client;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Local;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary><c>sweeps logs NAME TRIAL [--attempt N] [--follow]</c>: what a trial's trainer printed; with <c>--follow</c> until the trial has ended.</summary>
internal static class LogsVerb
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.JsonLines("line"));
        var name = CommonOptions.Name(source);
        var trial = new Argument<int>("trial") { Description = "The trial's number", HelpName = "TRIAL" };
        var attempt = new Option<int?>("--attempt") { Description = "Only of this attempt (default: of all, one after the other)", HelpName = "N" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is printed from now on, until the trial has ended" };
        CommonOptions.AtLeastOne(attempt);
        var command = new Command("logs", "Show what a trial's trainer printed") { name, trial, attempt, follow, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var (sweep, number, only, goesOn) = (CommonOptions.ParseName(parsed.GetValue(name)!), parsed.GetValue(trial), parsed.GetValue(attempt), parsed.GetValue(follow));
            var summary = await sweeps.Trial(sweep, number, cancellation);
            if (only > summary.Attempts && !goesOn)
                throw new RefusedException($"trial {number} of sweep '{sweep}' has had {summary.Attempts} attempt{(summary.Attempts == 1 ? "" : "s")}, so that there is no attempt {only}");
            var isJson = parsed.GetValue(json);
            await Show(sweeps, sweep, number, only, goesOn, line => Print(line, isJson), only is null && !isJson, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    /// <param name="names">Says where another attempt begins.</param>
    private static async Task Show(
        ISweepSource sweeps, SweepName sweep, int trial, int? attempt, bool follow, Action<LogItem> print, bool names, CancellationToken cancellation)
    {
        var (after, last) = ((Attempt: 0, Sequence: 0), 1);
        while (true)
        {
            // Asked before, so that what is printed at the very end is still shown.
            var isOver = !follow || await sweeps.IsOver(sweep, trial, cancellation);
            await foreach (var line in sweeps.Log(sweep, trial, attempt, after, cancellation))
            {
                if (names && line.Attempt != last) Console.Error.WriteLine($"sweeps: attempt {line.Attempt}:");
                print(line);
                (after, last) = ((line.Attempt, line.Sequence), line.Attempt);
            }
            if (isOver) break;
            await Task.Delay(LookAgain, TimeProvider.System, cancellation);
        }
        if (after == default) Console.Error.WriteLine($"sweeps: trial {trial} has printed nothing{(attempt is { } one ? $" in attempt {one}" : "")}");
    }

    private static void Print(LogItem line, bool json)
    {
        if (json) CliJson.Print(line, ApiJson.Default.LogItem);
        else Console.Out.WriteLine(TerminalText.Of(line.Text));
    }
}
