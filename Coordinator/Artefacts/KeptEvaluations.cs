using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Of which of a sweep's trials the evaluation is kept: whatever people compare. Some tens of kilobytes each, they outlive the weights by far;
/// a sweep of up to 500 trials keeps all.
/// </summary>
internal sealed class KeptEvaluations(Objective objective)
{
    public const int MostBest = 500, MostNewest = 500;

    /// <summary>In words, for whoever asks for another.</summary>
    public static readonly string Rule = $"those of the {MostBest} best trials, of the {MostNewest} completed last, of the baseline and of the best plain bce";

    private readonly BestResults best = new(objective, MostBest);
    private readonly BestResults bestBce = new(objective, 1);
    private readonly Queue<Result> newest = new();

    /// <summary>In how many of these places each result stands.</summary>
    private readonly Dictionary<int, (Result Result, int Places)> kept = [];

    public IEnumerable<Result> All => kept.Values.Select(one => one.Result);

    /// <summary>Puts a result wherever it belongs, and returns those that stand nowhere any more.</summary>
    public IReadOnlyList<Result> Place(Result result, bool isBce)
    {
        // The fixed baseline has a place that nobody takes.
        kept[result.Trial] = (result, (result.Trial == 0 ? 1 : 0) + (isBce ? 1 : 0) + 2);
        newest.Enqueue(result);
        var displaced = best.Place(result).ToList();
        if (isBce) displaced.AddRange(bestBce.Place(result));
        if (newest.Count > MostNewest) displaced.Add(newest.Dequeue());
        return [.. displaced.Where(LosesPlace)];
    }

    private bool LosesPlace(Result result)
    {
        var places = kept[result.Trial].Places - 1;
        if (places > 0) kept[result.Trial] = (result, places);
        else kept.Remove(result.Trial);
        return places == 0;
    }
}
