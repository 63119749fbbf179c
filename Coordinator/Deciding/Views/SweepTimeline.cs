using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>
/// Who trained what and when: attempts in order of their beginning, entry i of each column being attempt i's. Times are milliseconds since the
/// launch by the clocks of the coordinators that decided; an attempt's end is never told as before its beginning, whichever clocks these were.
/// </summary>
/// <param name="Workers">What an entry of <paramref name="Worker"/> is the index of; <paramref name="Outcomes"/> that of <paramref name="Outcome"/>.</param>
/// <param name="End">null while it runs.</param>
/// <param name="Objective">Of attempts that completed their trial.</param>
/// <param name="Next">
/// What <c>after</c> is for what comes after this: in front of the first attempt that still ran, so that its end is told then. Attempts that were
/// told before come again with what became of them, and so may marks; their positions tell.
/// </param>
/// <param name="More">
/// null: these are all up to now. Else what <c>after</c> is for the next page of what there is already. Ends of these attempts are told here in any case: who has
/// read the last page goes on from the least <paramref name="Next"/> of all pages.
/// </param>
public sealed record SweepTimeline(
    IReadOnlyList<string> Workers,
    IReadOnlyList<int> Trial,
    IReadOnlyList<int> Attempt,
    IReadOnlyList<int> Worker,
    IReadOnlyList<int> Slot,
    IReadOnlyList<long> Start,
    IReadOnlyList<long?> End,
    IReadOnlyList<int> Outcome,
    IReadOnlyList<string> Outcomes,
    IReadOnlyList<double?> Objective,
    IReadOnlyList<TimelineMark> Marks,
    long Next,
    long? More)
{
    /// <summary>The pages that there are, in their order, as one; of more attempts than <paramref name="most"/> the latest, and how many were left out.</summary>
    public static (SweepTimeline Timeline, int LeftOut) Join(IReadOnlyList<SweepTimeline> pages, int most)
    {
        var workers = new List<string>();
        var indices = new List<int>();
        foreach (var page in pages)
        {
            var places = page.Workers.Select(Place).ToList();
            indices.AddRange(page.Worker.Select(worker => places[worker]));
        }
        var leftOut = Math.Max(0, indices.Count - most);
        var timeline = new SweepTimeline(
            workers, Column(page => page.Trial), Column(page => page.Attempt), indices[leftOut..], Column(page => page.Slot), Column(page => page.Start), Column(page => page.End),
            Column(page => page.Outcome), pages[0].Outcomes, Column(page => page.Objective), [.. pages.SelectMany(page => page.Marks)], pages.Min(page => page.Next), pages[^1].More);
        return (timeline, leftOut);

        List<T> Column<T>(Func<SweepTimeline, IReadOnlyList<T>> column) => [.. pages.SelectMany(column).Skip(leftOut)];

        int Place(string worker)
        {
            var index = workers.IndexOf(worker);
            if (index >= 0) return index;
            workers.Add(worker);
            return workers.Count - 1;
        }
    }
}

/// <summary>Something that happened to a sweep as a whole, or to whoever leads it.</summary>
/// <param name="At">Milliseconds since the launch.</param>
/// <param name="By">The id of the token that wanted it; null: the coordinator itself.</param>
/// <param name="Position">Of its event.</param>
public sealed record TimelineMark(long At, string What, string? By, long Position);
