using System.CommandLine;
using System.Text.Json;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;

namespace Coordinator.Cli;

/// <summary><c>sweeps trials NAME</c>: every trial; with <c>--json</c> one object a line, in order of their numbers.</summary>
internal static class TrialsVerb
{
    public static Command Command()
    {
        var (name, state, json) = (CommonOptions.Name(), CommonOptions.State(), CommonOptions.Json());
        json.Description = "For scripts: one JSON object a trial, a line each";
        var command = new Command("trials", "List a sweep's trials") { name, state, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var stored = await StoredSweeps.Open(parsed.GetValue(state)!, cancellation);
            var sweep = stored.Sweep(CommonOptions.ParseName(parsed.GetValue(name)!));
            var trials = sweep.Trials.Select(trial => TrialSummary.Of(sweep, trial, stored.Result));
            if (parsed.GetValue(json))
            {
                foreach (var trial in trials) Console.Out.WriteLine(JsonSerializer.Serialize(trial, CliJson.Default.TrialSummary));
            }
            else
            {
                SweepReport.WriteTrials(Console.Out, sweep, [.. trials]);
            }
            return ExitCode.Done;
        });
        return command;
    }
}
