using System.CommandLine;
using Coordinator.Client;
using Coordinator.Local;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary>Runs a verb against its source, and adds to "there is no such sweep" which one may have been meant.</summary>
internal static class Asking
{
    private static readonly TimeSpan HintTime = TimeSpan.FromSeconds(3);

    /// <summary>Interrupted, the verb ends as scripts expect it, without a word.</summary>
    public static void SetAction(this Command command, ClientOptions options, Func<ParseResult, SweepsClient, CancellationToken, Task<int>> verb) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var client = await options.Connect(parsed, cancellation);
            return await Run(client, client, token => verb(parsed, client, token));
        });

    public static void SetAction(this Command command, SourceOptions options, Func<ParseResult, ISweepSource, CancellationToken, Task<int>> verb) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var source = await options.Open(parsed, cancellation);
            return await Run(source, source as SweepsClient, token => verb(parsed, source, token));
        });

    private static async Task<int> Run(ISweepSource source, SweepsClient? client, Func<CancellationToken, Task<int>> verb)
    {
        using var interruption = new Interruption();
        try
        {
            return await verb(interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.HasCome)
        {
            return ExitCode.Interrupted;
        }
        catch (ServerRefusedException refused) when (client is not null && refused.IsUnknownSweep)
        {
            throw refused.Saying(await Hinted(refused.Message, async hinting => (await source.Sweeps(hinting)).Select(sweep => sweep.Sweep.ToString())));
        }
        catch (ServerRefusedException refused) when (client is not null && refused.IsUnknownWorker)
        {
            throw refused.Saying(await Hinted(refused.Message, async hinting => (await client.Workers(hinting)).Select(worker => worker.Name)));
        }
    }

    /// <summary>The wrong name stands in quotes in the message.</summary>
    private static async Task<string> Hinted(string message, Func<CancellationToken, Task<IEnumerable<string>>> known)
    {
        using var hinting = new CancellationTokenSource(HintTime);
        try
        {
            if (message.Split('\'') is not [_, var wrong, _]) return message;
            IReadOnlyList<string> names = [.. await known(hinting.Token)];
            return $"{message}: {(names.Count == 0 ? "there are none" : NearestName.Hint(wrong, names))}";
        }
        catch (Exception error) when (error is ServerAwayException or ServerRefusedException or OperationCanceledException)
        {
            // The refusal stands without a hint.
            return message;
        }
    }
}
