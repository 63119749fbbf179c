using System.CommandLine;
using Coordinator.Http;

namespace Coordinator.Cli;

/// <summary><c>sweeps status NAME</c>: how a sweep stands.</summary>
internal static class StatusVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(source);
        var command = new Command("status", "Show how a sweep stands") { name, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var status = await sweeps.Status(CommonOptions.ParseName(parsed.GetValue(name)!), cancellation);
            if (parsed.GetValue(json)) CliJson.Print(status, ApiJson.Default.SweepStatus);
            else SweepReport.WriteStatus(Console.Out, status, (await sweeps.Spec(status.Sweep, cancellation)).Space);
            return ExitCode.Done;
        });
        return command;
    }
}
