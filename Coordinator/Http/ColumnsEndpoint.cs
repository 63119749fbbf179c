using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>All trials of a sweep at once.</summary>
internal sealed class ColumnsEndpoint(FleetAccess fleet)
{
    public void Map(IEndpointRouteBuilder routes) => routes.Map("GET", "/v1/sweeps/{name}/columns", new(Audience.Viewers, "All trials of a sweep, column by column")
    {
        Reply = ApiJson.Default.TrialColumns,
        Statuses = [200, 304],
        Headers = [TaggedReply.IfNoneMatch],
        Problems = [404],
    }, Show);

    private async Task<IResult> Show(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var read = await fleet.Read(context, state =>
        {
            if (state.Sweep(name) is not { } sweep) return default;
            var tag = TaggedReply.Tag(sweep.LaunchedAt, sweep.ChangedAt);
            return (Tag: tag, Outline: context.Request.HasAlready(tag) ? null : fleet.Outline(state, name));
        });
        if (read.Value.Tag is not { } tag) return Problems.Of(new Rejection.UnknownSweep(name));
        return read.Value.Outline is { } outline
            ? TaggedReply.Json(TrialColumns.Of(outline), ApiJson.Default.TrialColumns, tag, read.Position)
            : TaggedReply.NotModified(tag, read.Position);
    }
}
