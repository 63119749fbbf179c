using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;

namespace Coordinator.Cli;

/// <summary><c>sweeps status NAME</c>: how a sweep stands.</summary>
internal static class StatusVerb
{
    public static Command Command()
    {
        var (name, state, json) = (CommonOptions.Name(), CommonOptions.State(), CommonOptions.Json());
        var command = new Command("status", "Show how a sweep stands") { name, state, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var stored = await StoredSweeps.Open(parsed.GetValue(state)!, cancellation);
            var sweep = stored.Sweep(CommonOptions.ParseName(parsed.GetValue(name)!));
            var summary = SweepSummary.Of(sweep, stored.Result);
            if (parsed.GetValue(json)) CliJson.Print(summary);
            else SweepReport.WriteStatus(Console.Out, sweep, summary);
            return ExitCode.Done;
        });
        return command;
    }
}
