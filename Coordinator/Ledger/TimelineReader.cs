using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Shared.Trials;

namespace Coordinator.Ledger;

/// <summary>Reads a sweep's timeline from the ledger, page by page, so that no long history is in memory at once.</summary>
internal static class TimelineReader
{
    private const int Page = 2000;

    /// <param name="launchedAt">Position of the launch: what is before is of an earlier sweep of that name.</param>
    /// <param name="after">Begins after this position.</param>
    /// <param name="until">And ends with this one, that a state was folded up to.</param>
    public static async Task<SweepTimeline> Read(ILedgerReader ledger, SweepName sweep, long launchedAt, long after, long until, CancellationToken cancellation)
    {
        var launch = (await ledger.ReadAt([launchedAt], cancellation))[0];
        var fold = new TimelineFold(launch.Event.At);
        var begin = Math.Max(after, launchedAt - 1);
        await Take(sweep.ToString(), TimelineFold.OfSweep);
        await Take(LedgerEventJson.Fleet, TimelineFold.OfFleet);
        return fold.ToTimeline(Math.Max(after, until));

        async Task Take(string stream, IReadOnlyList<Type> types)
        {
            var names = types.Select(LedgerEventJson.NameOf).ToList();
            for (var position = begin; position < until;)
            {
                var page = await ledger.ReadAfter(position, stream, names, Page, cancellation);
                foreach (var past in page.TakeWhile(past => past.Position <= until)) fold.Take(past.Position, past.Event);
                if (page.Count < Page) break;
                position = page[^1].Position;
            }
        }
    }
}
