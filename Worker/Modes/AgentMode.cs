using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Shared.Logging;
using Shared.Randomness;
using Shared.Trials;
using Worker.Agent;
using Worker.Devices;

namespace Worker.Modes;

/// <summary><c>sweeps-worker</c> itself: works for a coordinator until it is told to end.</summary>
internal sealed class AgentMode
{
    /// <summary>Timers wait no longer than 49 days.</summary>
    private const double LongestSeconds = 30 * 24 * 3600;

    private readonly Option<ImmutableArray<Uri>> coordinators = new("--coordinator")
    {
        HelpName = "URL[,URL]",
        Description = "Addresses of the coordinator, tried in turn.",
        Required = true,
        CustomParser = ParseAddresses,
    };

    private readonly Option<string> tokenFile = new("--token-file") { HelpName = "FILE", Description = $"A file with the worker's token; default: the environment's {AgentOptions.TokenVariable}." };

    private readonly Option<string> name = new("--name") { HelpName = "NAME", Description = "What people know the worker by, and no other worker. Default: the machine's name and the device." };

    private readonly Option<string> device = new("--device")
    {
        HelpName = "DEVICE",
        Description = "Where trainers train: cpu; cuda, every visible GPU in turn, one for a slot; cuda:N, the visible one of that number; auto, cuda where there is a GPU and else cpu.",
        DefaultValueFactory = _ => "cpu",
    };

    private readonly Option<int?> slots = new("--slots") { HelpName = "N", Description = "Trials at once. Default: one for each GPU it trains on, or one." };

    private readonly Option<WorkerLabels> labels = new("--labels") { HelpName = "KEY=VALUE[,...]", Description = "What sweeps may ask for, such as gpu=a100,zone=b.", CustomParser = ParseLabels };

    private readonly Option<long?> freeMemory = new("--free-memory")
    {
        HelpName = "MIB",
        Description = "MiB of the device's memory that must be free before a trainer is started for a trial; 0: never wait. Default: on a GPU half of the slot's share of it, on the CPU 0.",
    };

    private readonly Option<string> state = new("--state") { HelpName = "DIRECTORY", Description = "The worker's own directory. Default: .sweeps-worker/ and its name." };

    private readonly Option<string> cache = new("--cache") { HelpName = "DIRECTORY", Description = "Downloaded data; workers of one machine may share it. Default: cache in --state." };

    private readonly Option<long> cacheLimit = new("--cache-limit")
    {
        HelpName = "MIB",
        Description = "MiB that --cache may take: what was not used for longest goes, unless it is in use.",
        DefaultValueFactory = _ => 20 << 10,
    };

    private readonly Option<double> silence = new("--silence") { HelpName = "SECONDS", Description = "Seconds without a line after which a trainer is taken to hang; 0: never.", DefaultValueFactory = _ => 600 };

    private readonly Option<double> drain = new("--drain")
    {
        HelpName = "SECONDS",
        Description = "On SIGTERM: seconds that trials may train on, before they are handed back with their checkpoints. A second signal ends the worker at once.",
        DefaultValueFactory = _ => 40,
    };

    private readonly Option<double> handBack = new("--hand-back")
    {
        HelpName = "SECONDS",
        Description = "Seconds that handing back may take after that. Together with --drain less than a pod's terminationGracePeriodSeconds: 60 for the defaults.",
        DefaultValueFactory = _ => 15,
    };

    private readonly Option<double> checkpointEvery = new("--checkpoint-every") { HelpName = "SECONDS", Description = "The least seconds between two checkpoints of a trial that are stored with the coordinator.", DefaultValueFactory = _ => 60 };

    private readonly Option<string> authority = new("--ca") { HelpName = "FILE", Description = "A file with the certificates (PEM) that alone are trusted to sign an https coordinator's. Default: the machine's." };

    private readonly Option<IPEndPoint?> metrics = new("--metrics") { HelpName = "ADDRESS:PORT", Description = "Serve GET /metrics for Prometheus there, without a token. Default: nowhere.", CustomParser = ParseEndPoint };

    private readonly Option<bool> lifeline = new("--lifeline") { Description = "End, trainers included, when standard input ends." };

    private readonly Option<bool> verbose = new("--verbose") { Description = "Log trainers' starts and ends too." };

    private readonly Option<LogFormat> logFormat = new("--log-format")
    {
        HelpName = "auto|text|json",
        Description = "The log on standard error: text for people, json for programs, or auto: text in a terminal and json elsewhere.",
    };

    private readonly Argument<string[]> trainer = new("trainer") { Description = "After --: the trainer's command instead of the built-in trainer.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Makes the worker's own options those of the root.</summary>
    public static void AddTo(RootCommand root)
    {
        var mode = new AgentMode();
        foreach (var option in (Option[])[
            mode.coordinators, mode.tokenFile, mode.authority, mode.name, mode.device, mode.slots, mode.labels, mode.freeMemory,
            mode.state, mode.cache, mode.cacheLimit, mode.silence, mode.checkpointEvery, mode.drain, mode.handBack, mode.metrics, mode.lifeline, mode.verbose, mode.logFormat])
            root.Options.Add(option);
        root.Arguments.Add(mode.trainer);
        mode.slots.Validators.Add(given => Require(given, given.GetValueOrDefault<int?>() is null or (>= 1 and <= 1024), "between 1 and 1024"));
        mode.freeMemory.Validators.Add(given => Require(given, given.GetValueOrDefault<long?>() is null or >= 0, "0 or more"));
        mode.cacheLimit.Validators.Add(given => Require(given, given.GetValueOrDefault<long>() is >= 0 and <= 1L << 40, "0 or more, and at most 2^40"));
        foreach (var seconds in (Option<double>[])[mode.silence, mode.drain, mode.handBack])
            seconds.Validators.Add(given => Require(given, given.GetValueOrDefault<double>() is >= 0 and <= LongestSeconds, "0 or more, and at most 30 days"));
        mode.checkpointEvery.Validators.Add(given => Require(given, given.GetValueOrDefault<double>() is > 0 and <= LongestSeconds, "more than 0, and at most 30 days"));
        mode.device.Validators.Add(given =>
        {
            if (!DeviceChoice.IsLegal(given.GetValueOrDefault<string>()!)) given.AddError($"{DeviceChoice.Rule}, but got '{string.Join(' ', given.Tokens)}'");
        });
        root.SetAction((arguments, _) => mode.RunAsync(arguments));
    }

    private async Task<int> RunAsync(ParseResult arguments)
    {
        if (ReadToken(arguments) is not { } token) return 1;
        var least = arguments.GetValue(verbose) ? LogLevel.Debug : LogLevel.Information;
        var log = new LineLogger(Console.Error, arguments.GetValue(logFormat), !Console.IsErrorRedirected, least, TimeProvider.System);
        using var drained = new CancellationTokenSource();
        using var terminate = OnSignal(PosixSignal.SIGTERM, drained);
        // A terminal tells everybody in front of it; whoever holds the lifeline decides for its workers, and would be the second signal.
        using var interrupt = arguments.GetValue(lifeline)
            ? PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true)
            : OnSignal(PosixSignal.SIGINT, drained);
        if (arguments.GetValue(lifeline)) Lifeline.EndProcessWithStandardInput();
        var incarnation = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        try
        {
            var devices = await DeviceChoice.MakeAsync(arguments.GetValue(device)!, arguments.GetValue(slots), Machine.Current, drained.Token);
            var options = Options(arguments, token, devices);
            var worker = new WorkerLife(options.Name, incarnation);
            await Agent.Agent.RunAsync(options, worker, new SeededGenerator(seed, "backoff"), TimeProvider.System, log, drained.Token);
            return 0;
        }
        catch (RefusedException refusal)
        {
            return Complain(refusal.IsForbidden ? $"{refusal.Message}. Is the token a worker's, and of this coordinator?" : refusal.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeviceProblem)
        {
            return Complain(error.Message);
        }
        catch (CryptographicException error)
        {
            return Complain($"--ca '{arguments.GetValue(authority)}' is no file of certificates (PEM): {error.Message}");
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested)
        {
            return 0;
        }
    }

    private AgentOptions Options(ParseResult arguments, string token, DeviceChoice devices)
    {
        var known = arguments.GetValue(name) ?? $"{Environment.MachineName}-{devices.Name}";
        var own = arguments.GetValue(state) ?? Path.Combine(".sweeps-worker", known);
        var words = arguments.GetValue(trainer) ?? [];
        var storeEvery = TimeSpan.FromSeconds(arguments.GetValue(checkpointEvery));
        return new AgentOptions(
            arguments.GetValue(coordinators),
            token,
            known,
            devices,
            own,
            arguments.GetValue(cache) ?? Path.Combine(own, "cache"),
            words.Length > 0 ? new TrainerCommand([.. words], devices.Slots[0]) : TrainerCommand.BuiltIn(storeEvery),
            arguments.GetValue(silence) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null)
        {
            Drain = TimeSpan.FromSeconds(arguments.GetValue(drain)),
            HandBack = TimeSpan.FromSeconds(arguments.GetValue(handBack)),
            CheckpointEvery = storeEvery,
            CacheLimit = arguments.GetValue(cacheLimit) << 20,
            FreeMemory = arguments.GetValue(freeMemory),
            Labels = arguments.GetValue(labels) ?? WorkerLabels.None,
            Roots = ReadRoots(arguments),
            Metrics = arguments.GetValue(metrics),
        };
    }

    /// <exception cref="IOException">The file cannot be read, or is of no use.</exception>
    /// <exception cref="CryptographicException">The file holds something else.</exception>
    private X509Certificate2Collection? ReadRoots(ParseResult arguments)
    {
        if (arguments.GetValue(authority) is not { } path) return null;
        if (!arguments.GetValue(coordinators).Any(address => address.Scheme == Uri.UriSchemeHttps)) throw new IOException("--ca is for https coordinators, and --coordinator names none");
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(path);
        return roots.Count > 0 ? roots : throw new IOException($"--ca '{path}' holds no certificate (PEM)");
    }

    /// <summary>Never an argument: everybody on the machine can read those.</summary>
    private string? ReadToken(ParseResult arguments)
    {
        try
        {
            var path = arguments.GetValue(tokenFile);
            var token = path is null ? Environment.GetEnvironmentVariable(AgentOptions.TokenVariable) : File.ReadAllText(path);
            ProcessSecrets.Forget(AgentOptions.TokenVariable);
            if (!string.IsNullOrWhiteSpace(token)) return token.Trim();
            Complain(path is null ? $"no token: give --token-file or set {AgentOptions.TokenVariable}" : $"--token-file '{path}' is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Complain($"--token-file: {error.Message}");
        }
        return null;
    }

    private static void Require(OptionResult given, bool holds, string rule)
    {
        if (!holds) given.AddError($"{given.Option.Name} must be {rule}, but got {string.Join(' ', given.Tokens)}");
    }

    /// <summary>The first signal drains, the second ends the process as if nobody had listened.</summary>
    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource drained) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            if (drained.IsCancellationRequested) return;
            context.Cancel = true;
            drained.Cancel();
        });

    private static int Complain(string message)
    {
        Console.Error.WriteLine($"sweeps-worker: {message}");
        return 1;
    }

    private static WorkerLabels? ParseLabels(ArgumentResult argument)
    {
        if (WorkerLabels.TryParse(string.Join(',', argument.Tokens.Select(token => token.Value)), out var labels, out var problem)) return labels;
        argument.AddError($"--labels: {problem}");
        return null;
    }

    private static IPEndPoint? ParseEndPoint(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (text.Contains(':') && IPEndPoint.TryParse(text, out var parsed)) return parsed;
        argument.AddError($"--metrics must be ADDRESS:PORT, such as 0.0.0.0:9464, but got '{text}'");
        return null;
    }

    private static ImmutableArray<Uri> ParseAddresses(ArgumentResult argument)
    {
        var addresses = ImmutableArray.CreateBuilder<Uri>();
        foreach (var text in argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https") addresses.Add(address);
            else argument.AddError(string.Create(CultureInfo.InvariantCulture, $"--coordinator takes addresses such as http://host:7460, but got '{text}'"));
        }
        return addresses.ToImmutable();
    }
}
