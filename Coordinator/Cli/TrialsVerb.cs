using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Http;

namespace Coordinator.Cli;

/// <summary><c>sweeps trials NAME</c>: every trial; with <c>--json</c> one object a line, in order of their numbers.</summary>
internal static class TrialsVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.JsonLines("trial"));
        var name = CommonOptions.Name(source);
        var command = new Command("trials", "List a sweep's trials") { name, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            if (parsed.GetValue(json))
            {
                await foreach (var trial in sweeps.Trials(sweep, cancellation)) CliJson.Print(trial, ApiJson.Default.TrialSummary);
                return ExitCode.Done;
            }
            var trials = new List<TrialSummary>();
            await foreach (var trial in sweeps.Trials(sweep, cancellation)) trials.Add(trial);
            SweepReport.WriteTrials(Console.Out, await sweeps.Spec(sweep, cancellation), trials);
            return ExitCode.Done;
        });
        return command;
    }
}
