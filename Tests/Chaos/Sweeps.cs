using System.Globalization;
using System.Text;
using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos;

/// <summary>
/// The sweeps of a play and what their owners do with them: different weights, one that is paused and resumed, one that is cancelled, one that
/// gets more trials, one whose trials go on from checkpoints, and and two that last until the end and are then cut to what they have.
/// </summary>
internal sealed class Sweeps(PlayClient client, Telling telling, TimeSpan length, ulong seed)
{
    public static readonly SweepName Heavy = SweepName.Parse("heavy"), Paused = SweepName.Parse("paused"), Cancelled = SweepName.Parse("cancelled"),
        Grown = SweepName.Parse("grown"), Chain = SweepName.Parse("chain"), Last = SweepName.Parse("last");

    /// <summary>The most trials of <see cref="Grown"/> at a time.</summary>
    public const int GrownParallel = 2;

    private const int Unreachable = 100_000;

    /// <summary>Nobody looks into it: the trainer is the play's own.</summary>
    public static readonly byte[] Data = Encoding.UTF8.GetBytes("the data of the play");

    private int Size(double aSecond) => Math.Max(4, (int)(length.TotalSeconds * aSecond));

    /// <summary>Launches them, each as soon as the one before is acknowledged.</summary>
    public async Task Launch(CancellationToken cancellation)
    {
        var data = ArtefactAddress.Parse(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Data)));
        await client.Store(data, Data, cancellation);
        await Begin(Heavy, Size(0.5), "weight: 3, keep_weights: 1000, out_of_memory: smaller_batch");
        await Begin(Chain, Size(0.25), "weight: 2, keep_weights: 1000");
        await Begin(Paused, Unreachable, "keep_weights: 3");
        await Begin(Cancelled, Unreachable, "weight: 0.5");
        await Begin(Grown, Size(0.05), $"parallel: {GrownParallel}, priority: 1");
        await Begin(Last, Unreachable, "out_of_memory: smaller_batch, trial_time: 60s");

        async Task Begin(SweepName name, int trials, string further)
        {
            await client.Launch(name, Spec(name, trials, further), data, cancellation);
            telling.Say($"somebody launched '{name}' with {trials} trials; {further}");
        }
    }

    /// <summary>What their owners do while the play goes on.</summary>
    public async Task Tend(CancellationToken ending)
    {
        try
        {
            await At(0.2, "pause", Paused);
            await At(0.15, "resume", Paused);
            await Task.Delay(length * 0.1, ending);
            var trials = Size(0.15) + 2;
            await client.Set(Grown, "trials", $"{trials}", ending);
            telling.Say($"somebody gave '{Grown}' {trials} trials");
            await At(0.2, "cancel", Cancelled);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // What could not be said in time is not said.
        }

        async Task At(double share, string verb, SweepName sweep)
        {
            await Task.Delay(length * share, ending);
            await client.Do(verb, sweep, ending);
            telling.Say($"somebody said '{verb}' of '{sweep}'");
        }
    }

    /// <summary>Lets every sweep come to its end, and waits for that.</summary>
    /// <returns>Those that have not.</returns>
    public async Task<IReadOnlyList<string>> End(TimeSpan patience)
    {
        using var waiting = new CancellationTokenSource(patience);
        try
        {
            // Whatever an owner could not say in time is said now.
            await client.Do("cancel", Cancelled, waiting.Token);
            var paused = (await client.Read($"v1/sweeps/{Paused}", waiting.Token)).GetProperty("state").GetString();
            if (paused == "paused") await client.Do("resume", Paused, waiting.Token);
            foreach (var sweep in new[] { Paused, Last }) await Cut(sweep, waiting.Token);
            while (await Going(waiting.Token) is { Count: > 0 }) await Task.Delay(TimeSpan.FromMilliseconds(300), waiting.Token);
            return [];
        }
        catch (OperationCanceledException)
        {
            return await Going(CancellationToken.None);
        }
    }

    /// <summary>A few more than it has: it must not begin more meanwhile than it may have.</summary>
    private async Task Cut(SweepName sweep, CancellationToken cancellation)
    {
        var has = (await client.Read($"v1/sweeps/{sweep}", cancellation)).GetProperty("trials").EnumerateObject().Sum(count => count.Value.GetInt32());
        await client.Set(sweep, "trials", (has + 10).ToString(CultureInfo.InvariantCulture), cancellation);
        telling.Say($"somebody cut '{sweep}' to {has + 10} trials");
    }

    private async Task<IReadOnlyList<string>> Going(CancellationToken cancellation)
    {
        var listed = await client.Read("v1/sweeps", cancellation);
        return [.. listed.GetProperty("sweeps").EnumerateArray().Where(sweep => sweep.GetProperty("state").GetString() != "ended").Select(sweep => sweep.GetRawText())];
    }

    private string Spec(SweepName name, int trials, string further) => $$"""
        name: {{name}}
        objective: validation.macro_ap
        trials: {{trials}}
        seed: {{seed % 1_000_000}}
        {{string.Join('\n', further.Split(", "))}}
        data: { format: mulan, train: rows.arff, header: labels.xml }
        model: { hidden: [16] }
        training: { epochs: 8, batch_size: 32 }
        search:
          loss:
            choose:
              bce:
              weighted_bce: { pos_weight: { log: [1, 100] } }
          optimizer:
            choose:
              adam: { learning_rate: { log: [1e-3, 3e-2] } }

        """;
}
