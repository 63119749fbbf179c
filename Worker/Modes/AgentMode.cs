using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shared.Randomness;
using Shared.Trials;
using Worker.Agent;

namespace Worker.Modes;

/// <summary><c>sweeps-worker</c> itself: works for a coordinator until it is told to end.</summary>
internal sealed class AgentMode
{
    private readonly Option<ImmutableArray<Uri>> coordinators = new("--coordinator")
    {
        Description = "Addresses of the coordinator, tried in turn: URL[,URL].",
        Required = true,
        CustomParser = ParseAddresses,
    };

    private readonly Option<string> tokenFile = new("--token-file") { Description = $"A file with the worker's token; default: the environment's {AgentOptions.TokenVariable}." };

    private readonly Option<string> name = new("--name") { Description = "What people know the worker by, and no other worker. Default: the machine's name and the device." };

    private readonly Option<string> device = new("--device") { Description = "Where trainers train.", DefaultValueFactory = _ => "cpu" };

    private readonly Option<int> slots = new("--slots") { Description = "Trials at once.", DefaultValueFactory = _ => 1 };

    private readonly Option<string> state = new("--state") { Description = "The worker's own directory. Default: .sweeps-worker/ and its name." };

    private readonly Option<string> cache = new("--cache") { Description = "Downloaded data; workers of one machine may share it. Default: cache in --state." };

    private readonly Option<double> silence = new("--silence") { Description = "Seconds without a line after which a trainer is taken to hang; 0: never.", DefaultValueFactory = _ => 600 };

    private readonly Option<double> drain = new("--drain") { Description = "Seconds that handing back may take on SIGTERM.", DefaultValueFactory = _ => 10 };

    private readonly Option<bool> lifeline = new("--lifeline") { Description = "End, trainers included, when standard input ends." };

    private readonly Option<bool> verbose = new("--verbose") { Description = "Log trainers' starts and ends too." };

    private readonly Argument<string[]> trainer = new("trainer") { Description = "After --: the trainer's command instead of the built-in trainer.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Makes the worker's own options those of the root.</summary>
    public static void AddTo(RootCommand root)
    {
        var mode = new AgentMode();
        foreach (var option in (Option[])[mode.coordinators, mode.tokenFile, mode.name, mode.device, mode.slots, mode.state, mode.cache, mode.silence, mode.drain, mode.lifeline, mode.verbose])
            root.Options.Add(option);
        root.Arguments.Add(mode.trainer);
        mode.slots.Validators.Add(given => Require(given, given.GetValueOrDefault<int>() is >= 1 and <= 1024, "between 1 and 1024"));
        mode.silence.Validators.Add(given => Require(given, given.GetValueOrDefault<double>() >= 0, "0 or more"));
        mode.drain.Validators.Add(given => Require(given, given.GetValueOrDefault<double>() >= 0, "0 or more"));
        root.SetAction((arguments, _) => mode.RunAsync(arguments));
    }

    private async Task<int> RunAsync(ParseResult arguments)
    {
        if (ReadToken(arguments) is not { } token) return 1;
        using var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(arguments.GetValue(verbose) ? LogLevel.Debug : LogLevel.Information)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            }));
        using var drained = new CancellationTokenSource();
        using var terminate = OnSignal(PosixSignal.SIGTERM, drained);
        using var interrupt = OnSignal(PosixSignal.SIGINT, drained);
        if (arguments.GetValue(lifeline)) Lifeline.EndProcessWithStandardInput();
        var incarnation = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var options = Options(arguments, token);
        var worker = new WorkerLife(options.Name, incarnation);
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
        try
        {
            var log = loggers.CreateLogger("sweeps-worker");
            await Agent.Agent.RunAsync(options, worker, new SeededGenerator(seed, "backoff"), TimeProvider.System, log, drained.Token);
            return 0;
        }
        catch (RefusedException refusal)
        {
            return Complain(refusal.IsForbidden ? $"{refusal.Message}. Is the token a worker's, and of this coordinator?" : refusal.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Complain(error.Message);
        }
    }

    private AgentOptions Options(ParseResult arguments, string token)
    {
        var where = arguments.GetValue(device)!;
        var known = arguments.GetValue(name) ?? $"{Environment.MachineName}-{where}";
        var own = arguments.GetValue(state) ?? Path.Combine(".sweeps-worker", known);
        var words = arguments.GetValue(trainer) ?? [];
        return new AgentOptions(
            arguments.GetValue(coordinators),
            token,
            known,
            where,
            arguments.GetValue(slots),
            own,
            arguments.GetValue(cache) ?? Path.Combine(own, "cache"),
            words.Length > 0 ? new TrainerCommand([.. words], where) : TrainerCommand.BuiltIn(where),
            arguments.GetValue(silence) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            TimeSpan.FromSeconds(arguments.GetValue(drain)));
    }

    /// <summary>Never an argument: everybody on the machine can read those.</summary>
    private string? ReadToken(ParseResult arguments)
    {
        try
        {
            var path = arguments.GetValue(tokenFile);
            var token = path is null ? Environment.GetEnvironmentVariable(AgentOptions.TokenVariable) : File.ReadAllText(path);
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

    private static ImmutableArray<Uri> ParseAddresses(ArgumentResult argument)
    {
        var addresses = ImmutableArray.CreateBuilder<Uri>();
        foreach (var text in argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https") addresses.Add(address);
            else argument.AddError(string.Create(CultureInfo.InvariantCulture, $"--coordinator takes addresses such as http://host:7878, but got '{text}'"));
        }
        return addresses.ToImmutable();
    }
}
