using System.CommandLine;
using Coordinator.Http;
using Coordinator.Local;
using Shared.Spec;

namespace Coordinator.Cli;

/// <summary><c>sweeps run SPEC</c>: the whole sweep on this machine; the same command again goes on where it stopped.</summary>
internal static class RunVerb
{
    public static Command Command()
    {
        var (spec, state, json) = (CommonOptions.Spec(), CommonOptions.State(), CommonOptions.Json());
        var workers = new Option<int?>("--workers") { Description = "How many trials train at once (default: one a core)", HelpName = "N" };
        var trials = new Option<int?>("--trials") { Description = "The sweep's number of trials, instead of the spec's", HelpName = "N" };
        var device = new Option<string>("--device")
        {
            Description = "Where they train: cpu; cuda:N, which all of them share; auto, the first GPU where there is one",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "cpu",
        };
        CommonOptions.AtLeastOne(workers);
        CommonOptions.AtLeastOne(trials);
        var command = new Command("run", "Run a sweep on this machine, or go on with it") { spec, state, workers, device, trials, json };
        command.SetAction(async parsed =>
        {
            var path = parsed.GetValue(spec)!;
            var reading = CommonOptions.ReadSpec(path);
            foreach (var warning in reading.Warnings) Console.Error.WriteLine($"sweeps: warning: {warning}");
            var budget = reading.Spec.Budget;
            var launch = new LocalLaunch(
                reading.Spec.WithBudget(budget with { Trials = parsed.GetValue(trials) ?? budget.Trials }),
                await File.ReadAllTextAsync(path),
                parsed.GetValue(workers) ?? Environment.ProcessorCount,
                parsed.GetValue(device)!);

            using var interruption = new Interruption();
            try
            {
                await using var progress = ProgressDisplay.Create(parsed.GetValue(json));
                var outcome = await LocalSweep.Run(launch, parsed.GetValue(state)!, progress, interruption.Token);
                await progress.Finish();
                return Report(outcome, parsed.GetValue(json));
            }
            catch (OperationCanceledException) when (interruption.HasCome)
            {
                Console.Error.WriteLine("sweeps: interrupted; nothing finished is lost, and the same command goes on");
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    /// <summary>What a sweep that has ended is told with, and its exit code.</summary>
    internal static int Report(SweepOutcome outcome, bool json)
    {
        SweepReport.WriteOutcome(json ? Console.Error : Console.Out, outcome);
        if (json) CliJson.Print(outcome.Status, ApiJson.Default.SweepStatus);
        return outcome.Status.Best is null ? ExitCode.NothingCompleted : ExitCode.Done;
    }
}
