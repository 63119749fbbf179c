using System.CommandLine;
using System.CommandLine.Completions;
using Coordinator.Client;

namespace Coordinator.Cli;

/// <summary>Names that a shell completes. Whatever goes wrong is an empty list: a person is typing.</summary>
internal static class Completions
{
    /// <summary>With the program's start this stays below a second. Who gives <c>--patience</c> on the line has more.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(700);

    public static IEnumerable<string> Sweeps(CompletionContext context, SourceOptions options) =>
        Ask(context, options.Client, async (patience, cancellation) =>
        {
            await using var source = await options.OpenQuietly(context.ParseResult, patience, cancellation);
            return (await source.Sweeps(cancellation)).Select(sweep => sweep.Sweep.ToString());
        });

    public static IEnumerable<string> Sweeps(CompletionContext context, ClientOptions options) =>
        Ask(context, options, async (patience, cancellation) =>
        {
            await using var client = await options.Connect(context.ParseResult, patience, _ => { }, cancellation);
            return (await client.Sweeps(cancellation)).Select(sweep => sweep.Sweep.ToString());
        });

    public static IEnumerable<string> Workers(CompletionContext context, ClientOptions options) =>
        Ask(context, options, async (patience, cancellation) =>
        {
            await using var client = await options.Connect(context.ParseResult, patience, _ => { }, cancellation);
            return (await client.Workers(cancellation)).Select(worker => worker.Name);
        });

    /// <summary>Specs below the folder that is being typed, and folders to go on with.</summary>
    public static IEnumerable<string> Specs(CompletionContext context)
    {
        var typed = context.WordToComplete;
        var folder = typed[..(typed.LastIndexOf('/') + 1)];
        try
        {
            var here = new DirectoryInfo(folder.Length == 0 ? "." : folder);
            return
            [
                .. here.EnumerateFiles("*.y*ml").Where(file => file.Extension is ".yaml" or ".yml").Select(file => folder + file.Name),
                .. here.EnumerateDirectories().Where(below => below.Name[0] != '.').Select(below => $"{folder}{below.Name}/"),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The library asks for completions in one go, so this one place waits.</summary>
    private static IEnumerable<string> Ask(CompletionContext context, ClientOptions options, Func<TimeSpan, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        try
        {
            var patience = options.GivenPatience(context.ParseResult) ?? Most;
            using var until = new CancellationTokenSource(patience);
            return ask(patience, until.Token).WaitAsync(until.Token).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            return [];
        }
    }
}
