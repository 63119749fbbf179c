using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary><c>sweeps list</c>: every sweep in a line.</summary>
internal static class ListVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.JsonLines("sweep"));
        var command = new Command("list", "List the sweeps") { json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var all = await sweeps.Sweeps(cancellation);
            if (parsed.GetValue(json)) foreach (var sweep in all) CliJson.Print(sweep, ApiJson.Default.SweepItem);
            else if (all.Count == 0) Console.Out.WriteLine("there are no sweeps");
            else Write(Console.Out, all);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(TextWriter output, IReadOnlyList<SweepItem> sweeps)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("sweep", "state", "done", "failed", "running", "best", "objective", "used");
        foreach (var column in table.Columns) column.NoWrap();
        foreach (var column in table.Columns.Skip(2).Take(4)) column.RightAligned();
        foreach (var sweep in sweeps)
        {
            table.AddRow(
                $"{sweep.Sweep}", sweep.State.ToString().ToLowerInvariant(), $"{sweep.Completed + sweep.Failed}{(sweep.Planned is { } planned ? $"/{planned}" : "")}", $"{sweep.Failed}",
                $"{sweep.Running}", SweepReport.Number(sweep.Best), Markup.Escape(sweep.Objective), SweepReport.Duration(TimeSpan.FromSeconds(sweep.SecondsUsed)));
        }
        SweepReport.Console(output).Write(table);
    }
}
