using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary><c>sweeps workers</c>: who trains, and what.</summary>
internal static class WorkersVerb
{
    public static Command Command()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.JsonLines("worker"));
        var command = new Command("workers", "List the workers and what they train") { json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var workers = await client.Workers(cancellation);
            if (parsed.GetValue(json)) foreach (var worker in workers) CliJson.Print(worker, ApiJson.Default.WorkerItem);
            else if (workers.Count == 0) Console.Out.WriteLine($"no worker has joined: start one with sweeps-worker --coordinator {client.Server}");
            else Write(Console.Out, workers);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(TextWriter output, IReadOnlyList<WorkerItem> workers)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("worker", "state", "device", "slots", "labels", "heard", "trains");
        table.Columns[3].RightAligned();
        foreach (var column in table.Columns.Take(6)) column.NoWrap();
        foreach (var worker in workers)
        {
            table.AddRow(
                Markup.Escape(worker.Name), Markup.Escape(State(worker)), Markup.Escape(worker.Device), $"{worker.Slots}", Markup.Escape($"{worker.Labels}"),
                worker.LastHeardSeconds is { } seconds ? $"{seconds:F0}s ago" : "", string.Join(", ", worker.Running.Select(held => $"{held.Sweep}/{held.Trial}")));
        }
        SweepReport.Console(output).Write(table);
    }

    internal static string State(WorkerItem worker) => worker.State switch
    {
        WorkerCondition.Ready => "ready",
        WorkerCondition.Draining => "draining",
        WorkerCondition.SetAside => $"set aside: {worker.Reason}",
        _ => throw new InvalidOperationException($"no word for {worker.State}"),
    };
}
