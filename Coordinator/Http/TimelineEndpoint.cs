using System.Globalization;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>Who trained what and when.</summary>
internal sealed class TimelineEndpoint(FleetAccess fleet)
{
    public void Map(IEndpointRouteBuilder routes) => routes.Map("GET", "/v1/sweeps/{name}/timeline", new(Audience.Viewers, "A sweep's attempts by worker and time, and what happened to it as a whole")
    {
        Reply = ApiJson.Default.SweepTimeline,
        Statuses = [200, 304],
        Query =
        [
            new("after", "integer", "the position after which it begins; 0: the launch"),
            new("limit", "integer", string.Create(CultureInfo.InvariantCulture, $"the most attempts and marks that are returned, from 1 to {TimelineReader.Most}, which is what it is if it is not given; `more` leads to further ones")),
        ],
        Headers = [TaggedReply.IfNoneMatch],
        Problems = [404],
    }, Show);

    private async Task<IResult> Show(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var after = context.Request.ReadWhole("after", 0, long.MaxValue - 1) ?? 0;
        var limit = context.Request.ReadWhole("limit", 1, TimelineReader.Most) ?? TimelineReader.Most;
        var read = await fleet.Read(context, state => state.Sweep(name) is { } sweep ? (sweep.LaunchedAt, sweep.ChangedAt, state.Epoch) : default);
        if (read.Value.LaunchedAt == 0) return Problems.Of(new Rejection.UnknownSweep(name));
        var tag = TaggedReply.Tag(read.Value.LaunchedAt, read.Value.ChangedAt, read.Value.Epoch, after, limit);
        if (context.Request.HasAlready(tag)) return TaggedReply.NotModified(tag, read.Position);
        var timeline = await TimelineReader.Read(fleet.Ledger, name, read.Value.LaunchedAt, after, read.Position, (int)limit, context.RequestAborted);
        return TaggedReply.Json(timeline, ApiJson.Default.SweepTimeline, tag, read.Position);
    }
}
