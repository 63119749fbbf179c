using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;

namespace Coordinator.Http;

/// <summary>
/// The forests of the sweeps that were looked at last. One is fitted at a time, beside the writer's loop, and is good until a
/// further trial is completed; whoever asks meanwhile waits for the same one.
/// </summary>
internal sealed class FittedForests : IDisposable
{
    private const int Most = 4;

    private readonly Lock gate = new();
    private readonly List<(ForestKey Key, Task<FittedForest> Forest)> latest = [];
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>null: it has to be fitted.</summary>
    public Task<FittedForest>? Find(ForestKey key)
    {
        lock (gate) return latest.Find(entry => entry.Key == key).Forest;
    }

    public Task<FittedForest> Fit(ForestKey key, SweepOutline sweep)
    {
        lock (gate)
        {
            if (latest.Find(entry => entry.Key == key).Forest is { } known) return known;
            // An older one of the same sweep is of no further use.
            latest.RemoveAll(entry => entry.Key.LaunchedAt == key.LaunchedAt);
            if (latest.Count == Most) latest.RemoveAt(0);
            var fitting = Task.Run(() => Fit(sweep));
            latest.Add((key, fitting));
            return fitting;
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<FittedForest> Fit(SweepOutline sweep)
    {
        await turn.WaitAsync();
        try
        {
            var forest = SweepForest.Fit(sweep);
            return new FittedForest(forest, SweepImportance.Of(forest));
        }
        finally
        {
            turn.Release();
        }
    }
}

/// <summary>What a forest was fitted to: a sweep, and how many of its trials were completed. What is completed stays so.</summary>
/// <param name="LaunchedAt">Position of the launch.</param>
internal readonly record struct ForestKey(long LaunchedAt, int Completed)
{
    public static ForestKey Of(SweepState sweep) => new(sweep.LaunchedAt, sweep.Completed);
}

internal sealed record FittedForest(SweepForest Forest, SweepImportance Importance);
