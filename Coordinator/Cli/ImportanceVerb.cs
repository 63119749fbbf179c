using System.CommandLine;
using System.Globalization;
using Coordinator.Deciding.Analysis;
using Coordinator.Http;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary><c>sweeps importance NAME</c>: how much of the objective is each parameter's doing.</summary>
internal static class ImportanceVerb
{
    private const int BarWidth = 40;

    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(source);
        var command = new Command("importance", "Tell how much of the objective is each parameter's doing") { name, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            var importance = await sweeps.Importance(sweep, cancellation);
            if (parsed.GetValue(json)) CliJson.Print(importance, ApiJson.Default.SweepImportance);
            else Write(Console.Out, importance);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(TextWriter output, SweepImportance importance)
    {
        if (importance.Reason is { } reason)
        {
            output.WriteLine($"Nothing can be said yet: {reason}");
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("parameter", "importance", "");
        foreach (var column in table.Columns) column.NoWrap();
        table.Columns[1].RightAligned();
        foreach (var parameter in importance.Parameters) table.AddRow(Markup.Escape(parameter.Path), Percent(parameter.Importance), Bar(parameter.Importance));
        table.AddRow("(together only)", Percent(importance.Interactions!.Value), Bar(importance.Interactions.Value));
        SweepReport.Console(output).Write(table);
        output.WriteLine($"From {importance.Trials} completed trials, of which a model explains {(importance.Explained is { } explained ? Percent(explained) : "nothing")} without having seen them{(importance.Explained < 0.3 ? ": too little for these numbers to mean much" : "")}.");
        if (importance.Clipped is { } clipped) output.WriteLine($"What came out worse than {SweepReport.Number(clipped)} counts as that.");
    }

    private static string Bar(double share) => new('━', (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth));

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
