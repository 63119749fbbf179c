using Coordinator.Deciding.Analysis;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>What a sweep teaches: which parameters matter, and how.</summary>
internal sealed class ImportanceEndpoints(FleetAccess fleet, FittedForests forests)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/v1/sweeps/{name}/importance", new(Audience.Viewers, "How much of a sweep's objective is each parameter's doing, and how it changes with it")
        {
            Reply = ApiJson.Default.SweepImportance,
            Statuses = [200, 304],
            Headers = [TaggedReply.IfNoneMatch],
            Problems = [404],
        }, Importance);
        routes.Map("GET", "/v1/sweeps/{name}/surface", new(Audience.Viewers, "The objective that is expected over two parameters")
        {
            Reply = ApiJson.Default.SweepSurface,
            Statuses = [200, 304],
            Query = [new("x", "string", "a parameter's path, such as loss.focal.gamma"), new("y", "string", "another one's")],
            Headers = [TaggedReply.IfNoneMatch],
            Problems = [404, 409, 422],
        }, Surface);
    }

    private Task<IResult> Importance(HttpContext context) => Answer(context, (fitted, tag, position) =>
        TaggedReply.Json(fitted.Importance, ApiJson.Default.SweepImportance, tag, position));

    private Task<IResult> Surface(HttpContext context)
    {
        var (x, y) = (Path(context.Request, "x"), Path(context.Request, "y"));
        return Answer(context, (fitted, tag, position) => SweepSurface.Of(fitted.Forest, x, y) switch
        {
            (_, { } rejection) => Problems.Of(rejection),
            var (surface, _) => TaggedReply.Json(surface!, ApiJson.Default.SweepSurface, tag, position),
        });
    }

    private async Task<IResult> Answer(HttpContext context, Func<FittedForest, Microsoft.Net.Http.Headers.EntityTagHeaderValue, long, IResult> answer)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var read = await fleet.Read(context, state =>
        {
            if (state.Sweep(name) is not { } sweep) return default;
            var key = ForestKey.Of(sweep);
            if (context.Request.HasAlready(TagOf(key))) return (key, null, null);
            var known = forests.Find(key);
            return (Key: key, Known: known, Outline: known is null ? fleet.Outline(state, name) : null);
        });
        var (key, known, outline) = read.Value;
        if (key == default) return Problems.Of(new Rejection.UnknownSweep(name));
        var fitting = known ?? (outline is null ? null : forests.Fit(key, outline));
        return fitting is null ? TaggedReply.NotModified(TagOf(key), read.Position) : answer(await fitting.WaitAsync(context.RequestAborted), TagOf(key), read.Position);
    }

    private static Microsoft.Net.Http.Headers.EntityTagHeaderValue TagOf(ForestKey key) => TaggedReply.Tag(key.LaunchedAt, key.Completed);

    private static string Path(HttpRequest request, string name) =>
        request.ReadText(name) ?? throw new BadHttpRequestException($"`{name}` is a parameter's path, such as loss.focal.gamma, and has to be given");
}
