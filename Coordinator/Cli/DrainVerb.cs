using System.CommandLine;
using Coordinator.Client;
using Coordinator.Http;

namespace Coordinator.Cli;

/// <summary><c>sweeps drain WORKER</c>: it gets no further trial, finishes what it holds, and leaves.</summary>
internal static class DrainVerb
{
    /// <summary>Nobody waits for this closely: draining takes as long as a trial does.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public static Command Command()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var name = new Argument<string>("worker") { Description = "The worker's name" };
        name.CompletionSources.Add(context => Completions.Workers(context, server));
        var wait = new Option<bool>("--wait") { Description = "Wait until it has left" };
        var command = new Command("drain", "Let a worker finish what it holds, and leave") { name, wait, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var worker = await client.Drain(parsed.GetValue(name)!, cancellation);
            if (!parsed.GetValue(json)) Console.Out.WriteLine($"worker '{worker.Name}' is draining{(worker.Running.Count > 0 ? $": it finishes {string.Join(", ", worker.Running.Select(held => $"{held.Sweep}/{held.Trial}"))}" : "")}");
            if (parsed.GetValue(wait)) await Gone(client, worker.Name, cancellation);
            if (parsed.GetValue(wait) && !parsed.GetValue(json)) Console.Out.WriteLine($"worker '{worker.Name}' has left");
            if (parsed.GetValue(json)) CliJson.Print(worker, ApiJson.Default.WorkerItem);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task Gone(SweepsClient client, string worker, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookAgain, TimeProvider.System);
        while ((await client.Workers(cancellation)).Any(other => other.Name == worker)) await timer.WaitForNextTickAsync(cancellation);
    }
}
