using System.CommandLine;
using Coordinator.Http;

namespace Coordinator.Cli;

/// <summary><c>sweeps best NAME [-o FILE]</c>: the best configuration as a spec with nothing left to choose.</summary>
internal static class BestVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(source);
        var output = new Option<string?>("--output", "-o") { Description = "Write the best configuration to this file", HelpName = "FILE" };
        var command = new Command("best", "Show or write the best configuration") { name, json, output };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var best = await sweeps.Best(CommonOptions.ParseName(parsed.GetValue(name)!), cancellation);
            if (best.Yaml is not { } yaml)
            {
                Console.Error.WriteLine($"sweeps: no trial of sweep '{best.Summary.Sweep}' is completed yet");
                return ExitCode.NothingCompleted;
            }
            if (parsed.GetValue(output) is { } file) await File.WriteAllTextAsync(file, yaml, cancellation);
            if (parsed.GetValue(json)) CliJson.Print(best.Summary, ApiJson.Default.SweepStatus);
            else if (parsed.GetValue(output) is null) Console.Out.Write(yaml);
            return ExitCode.Done;
        });
        return command;
    }
}
