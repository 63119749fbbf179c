using System.CommandLine;
using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Coordinator.Local;
using Coordinator.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coordinator.Cli;

/// <summary><c>sweeps delete NAME</c>: the sweep, its artefacts and results are gone, and its name is free; prepared data stays in the cache.</summary>
internal static class DeleteVerb
{
    public static Command Command()
    {
        var (name, state) = (CommonOptions.Name(), CommonOptions.State());
        var command = new Command("delete", "Delete a sweep with its artefacts and results") { name, state };
        command.SetAction(async (parsed, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            var path = parsed.GetValue(state)!;
            // A typing error must not make a state directory.
            await using (var stored = await StoredSweeps.Open(path, cancellation)) stored.Sweep(sweep);
            using var directory = StateDirectory.Own(path);
            await using var ledger = SqliteLedger.Open(directory.Ledger);
            var log = new ReignLog(NullLogger.Instance);
            await using var artefacts = new ArtefactDirectory(directory.Artefacts, ArtefactLimits.None, TimeProvider.System);
            var kept = new KeptArtefacts(TimeProvider.System);
            await using var reign = await Reign.Begin(ledger, Environment.MachineName, [kept], log, TimeProvider.System, cancellation);
            await reign.Submit(new FleetCommand.Delete(sweep, TimeProvider.System.GetUtcNow()), after => after.Position);
            await new ArtefactSweeper(artefacts, kept, ArtefactGrace.Default, () => true, TimeProvider.System, log).Clear(cancellation);
            Results.Delete(directory, sweep);
            Console.Out.WriteLine($"sweep '{sweep}' is deleted");
            return ExitCode.Done;
        });
        return command;
    }
}
