using System.Collections.Immutable;
using System.CommandLine;
using Coordinator.Http;
using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary><c>sweeps set NAME KEY=VALUE...</c>: changes what may change while a sweep goes on; keys and values as in a spec.</summary>
internal static class SetVerb
{
    public static Command Command()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(server);
        var settings = new Argument<string[]>("settings")
        {
            Description = "KEY=VALUE as in a spec, such as trials=200 time=8h priority=5; an empty value goes back to the default",
            HelpName = "KEY=VALUE",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("set", "Change a sweep's trials, time, priority, ...") { name, settings, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var changes = Parse(parsed.GetValue(settings)!);
            var status = await client.Set(CommonOptions.ParseName(parsed.GetValue(name)!), changes, cancellation);
            if (parsed.GetValue(json)) CliJson.Print(status, ApiJson.Default.SweepStatus);
            else Console.Out.WriteLine($"set {string.Join(", ", changes.Select(change => $"{change.Key}={change.Value}"))}\n{SweepReport.Line(status)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static ImmutableSortedDictionary<string, string> Parse(IReadOnlyList<string> settings)
    {
        var parsed = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            if (setting.IndexOf('=') is not (> 0 and var at)) throw new RefusedException($"a setting is KEY=VALUE, such as trials=200, but got '{setting}'");
            if (!parsed.TryAdd(setting[..at], setting[(at + 1)..])) throw new RefusedException($"`{setting[..at]}` is given twice");
        }
        return parsed.ToImmutable();
    }
}
