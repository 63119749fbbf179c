using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>What a completed trial left.</summary>
internal sealed record Result(int Trial, double Objective, IReadOnlyList<ArtefactAddress> Artefacts);

/// <summary>The results of the best trials, in the same order as everywhere: ties go to the lower number, not to who was first.</summary>
/// <param name="most">How many.</param>
internal sealed class BestResults(Objective objective, int most)
{
    private readonly List<Result> results = [];
    private readonly Comparer<Result> byRank = Comparer<Result>.Create((a, b) => (objective.ToCost(a.Objective), a.Trial).CompareTo((objective.ToCost(b.Objective), b.Trial)));

    public IEnumerable<Result> All => results;

    /// <summary>Puts a result where it belongs, and returns those that are not among the best, or not any more.</summary>
    public IEnumerable<Result> Place(Result result)
    {
        results.Insert(~results.BinarySearch(result, byRank), result);
        return Trim();
    }

    public IEnumerable<Result> Resize(int size)
    {
        most = size;
        return Trim();
    }

    private List<Result> Trim()
    {
        if (results.Count <= most) return [];
        var trimmed = results[most..];
        results.RemoveRange(most, trimmed.Count);
        return trimmed;
    }
}
