using System.CommandLine;
using Coordinator.Client;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Shared.Spec;

namespace Coordinator.Cli;

/// <summary><c>sweeps watch NAME</c>: a coordinator's sweep as <c>run</c> shows one, until it has ended; with <c>run</c>'s report and exit codes.</summary>
internal static class WatchVerb
{
    public static Command Command()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(server);
        var command = new Command("watch", "Show a sweep's progress until it has ended") { name, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            await using var progress = ProgressDisplay.Create(parsed.GetValue(json));
            try
            {
                return await ToEnd(client, await client.Spec(sweep, cancellation), progress, parsed.GetValue(json), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await progress.Finish();
                Console.Error.WriteLine($"sweeps: no longer watching; sweep '{sweep}' goes on");
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    internal static async Task<int> ToEnd(SweepsClient client, SweepSpec spec, IProgress progress, bool json, CancellationToken cancellation)
    {
        var status = await new FollowedSweep(client, spec.Name, spec.Space, progress, TimeProvider.System).ToEnd(cancellation);
        await progress.Finish();
        var top = status.Best is null ? [] : await Top(client, spec, cancellation);
        var yaml = status.Best is null ? null : (await client.Best(spec.Name, cancellation)).Yaml;
        return RunVerb.Report(new SweepOutcome(spec, status, top, yaml, null), json);
    }

    private static async Task<IReadOnlyList<TrialSummary>> Top(SweepsClient client, SweepSpec spec, CancellationToken cancellation)
    {
        var completed = new List<TrialSummary>();
        await foreach (var trial in client.Trials(spec.Name, cancellation))
            if (trial.Value is not null) completed.Add(trial);
        return [.. completed.OrderBy(trial => spec.Objective.ToCost(trial.Value!.Value)).ThenBy(trial => trial.Trial).Take(SweepReport.BestTrials)];
    }
}
