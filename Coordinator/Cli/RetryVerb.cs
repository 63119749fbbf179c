using System.CommandLine;
using Coordinator.Http;

namespace Coordinator.Cli;

/// <summary><c>sweeps retry NAME TRIAL</c>: a failed trial is tried again.</summary>
internal static class RetryVerb
{
    public static Command Command()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(server);
        var trial = new Argument<int>("trial") { Description = "The trial's number" };
        var command = new Command("retry", "Try a failed trial again") { name, trial, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            var retried = await client.Retry(sweep, parsed.GetValue(trial), cancellation);
            if (parsed.GetValue(json)) CliJson.Print(retried, ApiJson.Default.TrialSummary);
            else Console.Out.WriteLine($"trial {retried.Trial} of sweep '{sweep}' is tried again: it is {retried.Outcome}");
            return ExitCode.Done;
        });
        return command;
    }
}
