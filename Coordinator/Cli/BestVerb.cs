using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Shared.Spec;

namespace Coordinator.Cli;

/// <summary><c>sweeps best NAME [-o FILE]</c>: the best configuration as a spec with nothing left to choose.</summary>
internal static class BestVerb
{
    public static Command Command()
    {
        var (name, state, json) = (CommonOptions.Name(), CommonOptions.State(), CommonOptions.Json());
        var output = new Option<string?>("--output", "-o") { Description = "Write the best configuration to this file", HelpName = "FILE" };
        var command = new Command("best", "Show or write the best configuration") { name, state, json, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var stored = await StoredSweeps.Open(parsed.GetValue(state)!, cancellation);
            var sweep = stored.Sweep(CommonOptions.ParseName(parsed.GetValue(name)!));
            var summary = SweepSummary.Of(sweep, stored.Result);
            if (summary.Best is not { } best)
            {
                Console.Error.WriteLine($"sweeps: no trial of sweep '{sweep.Spec.Name}' is completed yet");
                return ExitCode.NothingCompleted;
            }
            var yaml = BestSpec.Write(sweep.Spec, best.Assignment, Headline.Of(summary));
            if (parsed.GetValue(output) is { } file) await File.WriteAllTextAsync(file, yaml, cancellation);
            if (parsed.GetValue(json)) CliJson.Print(summary);
            else if (parsed.GetValue(output) is null) Console.Out.Write(yaml);
            return ExitCode.Done;
        });
        return command;
    }
}
