using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>Sweeps as they stand.</summary>
internal sealed class SweepEndpoints(FleetAccess fleet)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/v1/sweeps", new(Audience.Viewers, "Lists sweeps by name")
        {
            Reply = ApiJson.Default.SweepPage,
            Query = [new("after", "string", "the name after which the page begins"), RequestParameters.Limit],
        }, List);
        routes.Map("GET", "/v1/sweeps/{name}", new(Audience.Viewers, "How a sweep stands") { Reply = ApiJson.Default.SweepStatus, Problems = [404] }, Status);
        routes.Map("GET", "/v1/sweeps/{name}/spec", new(Audience.Viewers, "The spec as it was launched") { ReplyMedia = [EndpointDeclaration.Yaml], Problems = [404] }, Spec);
        routes.Map("GET", "/v1/sweeps/{name}/best", new(Audience.Viewers, "The best trial, and its configuration as a spec")
        {
            Reply = ApiJson.Default.BestReply,
            Problems = [404],
        }, Best);
    }

    private async Task<IResult> List(HttpContext context)
    {
        var after = context.Request.ReadText("after") ?? "";
        var limit = context.Request.ReadLimit();
        var read = await fleet.Read(context, state =>
        {
            var names = state.Sweeps.Keys.Select(name => (Text: name.ToString(), Name: name)).Where(name => string.CompareOrdinal(name.Text, after) > 0);
            var page = names.OrderBy(name => name.Text, StringComparer.Ordinal).Take(limit + 1).ToList();
            return (Items: page.Take(limit).Select(name => SweepItem.Of(state.Sweeps[name.Name])).ToList(), More: page.Count > limit);
        });
        var (items, more) = read.Value;
        return Reply.Json(new SweepPage(items, more ? items[^1].Sweep : null), ApiJson.Default.SweepPage, read.Position);
    }

    private async Task<IResult> Status(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var read = await fleet.Read(context, state => fleet.Outline(state, name));
        return read.Value is { } sweep
            ? Reply.Json(await fleet.Status(sweep, context.RequestAborted), ApiJson.Default.SweepStatus, read.Position)
            : Problems.Of(new Rejection.UnknownSweep(name));
    }

    private async Task<IResult> Spec(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var read = await fleet.Read(context, state => state.Sweep(name)?.SpecText);
        return read.Value is { } text ? Reply.Text(text, EndpointDeclaration.Yaml, read.Position) : Problems.Of(new Rejection.UnknownSweep(name));
    }

    private async Task<IResult> Best(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var read = await fleet.Read(context, state => fleet.Outline(state, name));
        if (read.Value is not { } sweep) return Problems.Of(new Rejection.UnknownSweep(name));
        var (best, baseline, bestBce) = sweep.Shown();
        var results = await fleet.Results([best, baseline, bestBce], context.RequestAborted);
        var summary = SweepSummary.Of(sweep, results);
        var yaml = summary.Best is { } trial ? BestSpec.Write(sweep.Spec, trial.Assignment, Headline.Of(summary)) : null;
        return Reply.Json(new BestReply(SweepStatus.Of(sweep, results), summary.Best, yaml), ApiJson.Default.BestReply, read.Position);
    }
}
