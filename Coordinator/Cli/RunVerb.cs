using System.CommandLine;
using System.Runtime.InteropServices;
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
        workers.Validators.Add(result => AtLeastOne(result, workers));
        trials.Validators.Add(result => AtLeastOne(result, trials));
        var command = new Command("run", "Run a sweep on this machine, or go on with it") { spec, state, workers, trials, json };
        command.SetAction(async parsed =>
        {
            var path = parsed.GetValue(spec)!;
            var reading = CommonOptions.ReadSpec(path);
            foreach (var warning in reading.Warnings) Console.Error.WriteLine($"sweeps: warning: {warning}");
            var budget = reading.Spec.Budget;
            var launch = new LocalLaunch(
                reading.Spec.WithBudget(budget with { Trials = parsed.GetValue(trials) ?? budget.Trials }),
                await File.ReadAllTextAsync(path),
                parsed.GetValue(workers) ?? Environment.ProcessorCount);

            using var interrupted = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Interrupt(signal, interrupted));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Interrupt(signal, interrupted));
            try
            {
                await using var progress = ProgressDisplay.Create(parsed.GetValue(json));
                var outcome = await LocalSweep.Run(launch, parsed.GetValue(state)!, progress, interrupted.Token);
                await progress.Finish();
                return Report(outcome, parsed.GetValue(json));
            }
            catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
            {
                Console.Error.WriteLine("sweeps: interrupted; nothing finished is lost, and the same command goes on");
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    private static int Report(LocalOutcome outcome, bool json)
    {
        SweepReport.WriteOutcome(json ? Console.Error : Console.Out, outcome);
        if (json) CliJson.Print(outcome.Summary);
        return outcome.Summary.Best is null ? ExitCode.NothingCompleted : ExitCode.Done;
    }

    private static void Interrupt(PosixSignalContext signal, CancellationTokenSource interrupted)
    {
        signal.Cancel = true;
        interrupted.Cancel();
    }

    private static void AtLeastOne(System.CommandLine.Parsing.OptionResult result, Option<int?> option)
    {
        if (result.GetValueOrDefault<int?>() is < 1) result.AddError($"{option.Name} must be at least 1");
    }
}
