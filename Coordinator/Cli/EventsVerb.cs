using System.CommandLine;
using System.Globalization;
using Coordinator.Deciding.Views;
using Coordinator.Http;
using Coordinator.Local;

namespace Coordinator.Cli;

/// <summary><c>sweeps events NAME|--all</c>: what happened, when, and by whose wish; with <c>--follow</c> what happens from now on as well.</summary>
internal static class EventsVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.JsonLines("event"));
        var name = CommonOptions.Name(source);
        name.Arity = ArgumentArity.ZeroOrOne;
        var all = new Option<bool>("--all") { Description = "Of every sweep, and of workers and tokens" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what happens from now on" };
        var after = new Option<long>("--after") { Description = "Only events after this position of the ledger", HelpName = "N" };
        var command = new Command("events", "Show what happened to a sweep") { name, all, follow, after, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var given = parsed.GetValue(name);
            if (given is null != parsed.GetValue(all)) throw new RefusedException("events are those of one sweep or of all: give its name or --all");
            var events = sweeps.Events(given is null ? null : CommonOptions.ParseName(given), parsed.GetValue(after), parsed.GetValue(follow), cancellation);
            await foreach (var item in events)
            {
                if (parsed.GetValue(json)) CliJson.Print(item, ApiJson.Default.EventItem);
                else Console.Out.WriteLine(Line(item));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static string Line(EventItem item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.Position,8}  {item.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {item.Type,-20}  {(item.By is { } by ? $"by {by}  " : "")}{item.Body.GetRawText()}");
}
