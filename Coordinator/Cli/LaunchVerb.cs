using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using Coordinator.Client;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Local;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary><c>sweeps launch SPEC</c>: prepares the data here, once, and begins the sweep on a coordinator, or goes on with it there.</summary>
internal static class LaunchVerb
{
    public static Command Command()
    {
        var (spec, server, json) = (CommonOptions.Spec(), new ClientOptions(), CommonOptions.Json());
        var wait = new Option<bool>("--wait") { Description = "Show its progress until it has ended, and end as 'run' does" };
        var trials = new Option<int?>("--trials") { Description = "The sweep's number of trials, instead of the spec's", HelpName = "N" };
        var cache = new Option<string>("--cache")
        {
            Description = "Where prepared data is kept for the next launch",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultCache(),
        };
        CommonOptions.AtLeastOne(trials);
        var command = new Command("launch", "Begin a sweep on a coordinator, or go on with it") { spec, wait, trials, cache, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var path = parsed.GetValue(spec)!;
            var reading = CommonOptions.ReadSpec(path);
            foreach (var warning in reading.Warnings) Console.Error.WriteLine($"sweeps: warning: {warning}");
            var text = await File.ReadAllTextAsync(path, cancellation);

            await using var progress = ProgressDisplay.Create(parsed.GetValue(json));
            var isLaunched = false;
            try
            {
                await RefuseDifferences(client, reading.Spec, cancellation);
                var data = await StoreData(client, new PrepareRequest(reading.Spec.Data, reading.Spec.Seed, parsed.GetValue(cache)!), progress, cancellation);
                var status = await client.Launch(text, Path.GetDirectoryName(Path.GetFullPath(path))!, data, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), cancellation);
                isLaunched = true;
                if (parsed.GetValue(trials) is { } most)
                    status = await client.Set(reading.Spec.Name, ImmutableSortedDictionary<string, string>.Empty.Add("trials", $"{most}"), cancellation);
                if (!parsed.GetValue(wait))
                {
                    await progress.Finish();
                    return Say(status, parsed.GetValue(json));
                }
                return await WatchVerb.ToEnd(client, reading.Spec, progress, parsed.GetValue(json), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await progress.Finish();
                Console.Error.WriteLine(isLaunched
                    ? $"sweeps: interrupted; sweep '{reading.Spec.Name}' goes on: 'sweeps watch {reading.Spec.Name}' shows it, 'sweeps stop {reading.Spec.Name}' ends it"
                    : "sweeps: interrupted before the sweep was launched");
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    private static int Say(SweepStatus status, bool json)
    {
        (json ? Console.Error : Console.Out).WriteLine($"{SweepReport.Line(status)}; 'sweeps watch {status.Sweep}' shows it");
        if (json) CliJson.Print(status, ApiJson.Default.SweepStatus);
        return ExitCode.Done;
    }

    /// <summary>Before anything is prepared, since preparing may take minutes.</summary>
    private static async Task RefuseDifferences(SweepsClient client, SweepSpec spec, CancellationToken cancellation)
    {
        SweepSpec existing;
        try
        {
            existing = await client.Spec(spec.Name, cancellation);
        }
        catch (ServerRefusedException refused) when (refused.IsUnknownSweep)
        {
            return;
        }
        var differences = SpecDifferences.Between(existing, spec);
        if (!differences.IsEmpty)
            throw new RefusedException(
                $"{new Rejection.SweepDiffers(spec.Name, differences).Message}\nIts finished trials would not be comparable. Give the sweep another name, restore the old settings, or delete it first: sweeps delete {spec.Name}");
    }

    /// <summary>The prepared data's address; its content goes to the server only if it is not there.</summary>
    private static async Task<ArtefactAddress> StoreData(SweepsClient client, PrepareRequest request, IProgress progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(request.Cache);
        var prepared = await DataPreparation.Run(request, progress.Say, cancellation);
        progress.Say(DataPreparation.Describe(prepared));
        foreach (var warning in prepared.Warnings) progress.Say($"warning: {warning}");
        await using var file = File.OpenRead(prepared.Path);
        var address = ArtefactAddress.Parse(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
        if (await client.Has(address, cancellation)) return address;
        await client.Store(address, prepared.Path, cancellation);
        progress.Say($"stored {file.Length / 1e6:F1} MB of prepared data on {client.Server}");
        return address;
    }

    private static string DefaultCache() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache"),
        "sweeps");
}
