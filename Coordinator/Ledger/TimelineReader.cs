using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Shared.Trials;

namespace Coordinator.Ledger;

/// <summary>Reads a sweep's timeline from the ledger, page by page, so that no long history is in memory at once.</summary>
internal static class TimelineReader
{
    /// <summary>Attempts and marks of one reply: some half a megabyte.</summary>
    public const int Most = 10_000;

    private const int Page = 2000;

    /// <param name="launchedAt">Position of the launch: what is before is of an earlier sweep of that name.</param>
    /// <param name="after">Begins after this position.</param>
    /// <param name="until">And ends with this one, that a state was folded up to.</param>
    /// <param name="most">So many attempts and marks at most.</param>
    public static async Task<SweepTimeline> Read(ILedgerReader ledger, SweepName sweep, long launchedAt, long after, long until, int most, CancellationToken cancellation)
    {
        var launch = (await ledger.ReadAt([launchedAt], cancellation))[0];
        var fold = new TimelineFold(launch.Event.At, most);
        var begin = Math.Max(after, launchedAt - 1);
        await Take(sweep.ToString(), TimelineFold.OfSweep, until);
        await Take(LedgerEventJson.Fleet, TimelineFold.OfFleet, fold.Cut ?? until);
        return fold.ToTimeline(Math.Max(after, until));

        async Task Take(string stream, IReadOnlyList<Type> types, long last)
        {
            var names = types.Select(LedgerEventJson.NameOf).ToList();
            for (var position = begin; position < last && !fold.IsDone;)
            {
                var page = await ledger.ReadAfter(position, stream, names, Page, cancellation);
                foreach (var past in page.TakeWhile(past => past.Position <= last)) fold.Take(past.Position, past.Event);
                if (page.Count < Page) break;
                position = page[^1].Position;
            }
        }
    }
}
