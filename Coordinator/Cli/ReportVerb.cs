using System.CommandLine;
using Coordinator.Web;

namespace Coordinator.Cli;

/// <summary><c>sweeps report NAME [-o FILE]</c>: a sweep in one HTML file, which needs no network and prints well.</summary>
internal static class ReportVerb
{
    public static Command Command()
    {
        var source = new SourceOptions();
        var name = CommonOptions.Name(source);
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file (default: NAME.html)", HelpName = "FILE" };
        var command = new Command("report", "Write a sweep with its pictures into one HTML file") { name, output };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            var file = parsed.GetValue(output) ?? $"{sweep}.html";
            var report = await SweepDocument.Write(sweeps, sweep, TimeProvider.System.GetUtcNow(), cancellation);
            await File.WriteAllTextAsync(file, report.Html, cancellation);
            if (report.Missing is { } missing) Console.Error.WriteLine($"sweeps: {missing}");
            Console.Out.WriteLine(Path.GetFullPath(file));
            return ExitCode.Done;
        });
        return command;
    }
}
