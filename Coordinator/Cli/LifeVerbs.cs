using System.CommandLine;
using Coordinator.Deciding.Views;
using Coordinator.Http;

namespace Coordinator.Cli;

/// <summary><c>sweeps pause, resume, stop, cancel NAME</c>: whether a coordinator's sweep goes on.</summary>
internal static class LifeVerbs
{
    public static Command Pause() => Command(
        "pause", "Start no further trial of a sweep until it is resumed", status => $"is paused{Running(status)}; 'sweeps resume {status.Sweep}' takes it up again");

    public static Command Resume() => Command("resume", "Go on with a sweep that was paused, stopped or cancelled", _ => "goes on");

    public static Command Stop() => Command(
        "stop", "End a sweep once what runs has an outcome", status => status.Ended is { } why ? $"has ended: {why}" : $"ends soon{Running(status)}");

    public static Command Cancel() => Command(
        "cancel", "End a sweep at once and kill what runs", status => status.Ended != "it was cancelled" ? $"had ended already: {status.Ended}" : $"has ended: {status.Ended}; what ran is killed, what is finished stays, and 'sweeps resume {status.Sweep}' goes on");

    private static Command Command(string verb, string description, Func<SweepStatus, string> said)
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(server);
        var command = new Command(verb, description) { name, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var status = await client.Change(CommonOptions.ParseName(parsed.GetValue(name)!), verb, cancellation);
            if (parsed.GetValue(json)) CliJson.Print(status, ApiJson.Default.SweepStatus);
            else Console.Out.WriteLine($"sweep '{status.Sweep}' {said(status)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Running(SweepStatus status) => status.Running.Count switch
    {
        0 => "",
        1 => "; the trial that runs is let finish",
        var count => $"; the {count} trials that run are let finish",
    };
}
