using System.CommandLine;
using Coordinator.Artefacts;
using Coordinator.Client;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Logs;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary><c>sweeps delete NAME</c>: the sweep, its artefacts and results are gone, and its name is free; prepared data stays in the cache.</summary>
internal static class DeleteVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(source);
        var force = new Option<bool>("--force") { Description = "Also while the sweep still runs: its trials are killed" };
        var command = new Command("delete", "Delete a sweep with its artefacts and results") { name, force, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            // A typing error must not make a state directory.
            var status = await sweeps.Status(sweep, cancellation);
            if (sweeps is SweepsClient client)
            {
                if (status.Ended is null && !parsed.GetValue(force))
                    throw new RefusedException($"sweep '{sweep}' has not ended: stop or cancel it first, or delete it with --force, which kills what runs");
                await client.Delete(sweep, cancellation);
            }
            else
            {
                await DeleteHere(source.State(parsed), sweep, cancellation);
            }
            if (parsed.GetValue(json)) CliJson.Print(new Deleted(sweep, true), VerbJson.Default.Deleted);
            else Console.Out.WriteLine($"sweep '{sweep}' is deleted");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task DeleteHere(string path, SweepName sweep, CancellationToken cancellation)
    {
        using var directory = StateDirectory.Own(path);
        await using var ledger = SqliteLedger.Open(directory.Ledger);
        var log = new ReignLog(NullLogger.Instance);
        await using var artefacts = new ArtefactDirectory(directory.Artefacts, ArtefactLimits.None, TimeProvider.System);
        var kept = new KeptArtefacts(TimeProvider.System);
        await using var reign = await Reign.Begin(ledger, Environment.MachineName, [kept], log, TimeProvider.System, cancellation);
        var answer = await reign.Submit(new FleetCommand.Delete(sweep, TimeProvider.System.GetUtcNow()), LiveSweeps.Of);
        await using var logs = SqliteLogTable.Open(directory.Ledger);
        if (answer.Value is { } live) await new TrialLogs(logs).Clear(live, cancellation);
        await new ArtefactSweeper(artefacts, kept, ArtefactGrace.Default, () => true, TimeProvider.System, log).Clear(cancellation);
        Results.Delete(directory, sweep);
    }
}
