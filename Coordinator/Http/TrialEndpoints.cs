using System.Globalization;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>A sweep's trials, what they measured, and people's own wishes among them.</summary>
internal sealed class TrialEndpoints(FleetAccess fleet)
{
    private static readonly Dictionary<string, TrialFilter> Filters = new()
    {
        ["running"] = TrialFilter.Running,
        ["waiting"] = TrialFilter.Waiting,
        ["completed"] = TrialFilter.Completed,
        ["failed"] = TrialFilter.Failed,
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/v1/sweeps/{name}/trials", new(Audience.Viewers, "Lists a sweep's trials by number")
        {
            Reply = ApiJson.Default.TrialPage,
            Query =
            [
                new("after", "integer", "the number after which the page begins"), RequestParameters.Limit,
                new("state", "string", "only trials that stand there", [.. Filters.Keys]),
            ],
            Problems = [404],
        }, List);
        routes.Map("GET", "/v1/sweeps/{name}/trials/{trial}", new(Audience.Viewers, "One trial, with its artefacts")
        {
            Reply = ApiJson.Default.TrialSummary,
            Problems = [404],
        }, Show);
        routes.Map("GET", "/v1/sweeps/{name}/trials/{trial}/measurements", new(Audience.Viewers, "What a trial's attempts reported, epoch by epoch")
        {
            Reply = ApiJson.Default.MeasurementPage,
            Query = [new("after", "string", "the attempt and epoch after which the page begins, such as 1.20"), RequestParameters.Limit],
            Problems = [404],
        }, Measurements);
        routes.Map("POST", "/v1/sweeps/{name}/trials", new(Audience.Operators, "Adds a trial of one's own")
        {
            Reply = ApiJson.Default.TrialSummary,
            Statuses = [201],
            Problems = [404, 409, 422],
            Changes = true,
        }, ApiJson.Default.EnqueueRequest, Enqueue);
        routes.Map("POST", "/v1/sweeps/{name}/trials/{trial}/retry", new(Audience.Operators, "Tries a failed trial again")
        {
            Reply = ApiJson.Default.TrialSummary,
            Problems = [404, 409],
            Changes = true,
        }, Retry);
    }

    private async Task<IResult> List(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var after = (int)(context.Request.ReadWhole("after", -1, int.MaxValue - 1) ?? -1);
        var limit = context.Request.ReadLimit();
        var filter = ReadFilter(context.Request);
        var read = await fleet.Read(context, state => state.Sweep(name) is { } sweep
            ? (sweep.Spec.Objective, Trials: TrialFilters.Of(sweep, filter, after).Take(limit + 1).Select(TrialOutline.Of).ToList())
            : default);
        if (read.Value.Trials is not { } trials) return Problems.Of(new Rejection.UnknownSweep(name));
        var page = trials.Take(limit).ToList();
        var results = await fleet.Results(page.Cast<TrialOutline?>(), context.RequestAborted);
        var shown = page.Select(trial => TrialSummary.Of(read.Value.Objective, trial, results)).ToList();
        return Reply.Json(new TrialPage(shown, trials.Count > limit ? page[^1].Number : null), ApiJson.Default.TrialPage, read.Position);
    }

    private async Task<IResult> Show(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var number, out var problem)) return problem;
        var read = await fleet.Read(context, state => Outline(state, name, number));
        return await Written(read, name, number, StatusCodes.Status200OK, context.RequestAborted);
    }

    private async Task<IResult> Measurements(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var number, out var problem)) return problem;
        var after = ReadEpoch(context.Request);
        var limit = context.Request.ReadLimit();
        var read = await fleet.Read(context, state => (state.Sweep(name)?.LaunchedAt, Trials: state.Sweep(name)?.Trials.Count));
        if (read.Value.LaunchedAt is not { } launchedAt) return Problems.Of(new Rejection.UnknownSweep(name));
        if (number >= read.Value.Trials) return Problems.Of(new Rejection.UnknownTrial(name, number));
        var rows = await fleet.Ledger.ReadMeasurements(launchedAt, number, after, limit + 1, context.RequestAborted);
        var page = rows.Take(limit).Select(MeasurementItem.Of).ToList();
        var next = rows.Count > limit ? $"{page[^1].Attempt}.{page[^1].Epoch}" : null;
        return Reply.Json(new MeasurementPage(page, next), ApiJson.Default.MeasurementPage, read.Position);
    }

    private async Task<IResult> Enqueue(EnqueueRequest request, HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var problem)) return problem;
        var answer = await fleet.Submit(context, new FleetCommand.Enqueue(name, request.Assignment, fleet.Now), state => Outline(state, name, state.Sweep(name)!.Trials.Count - 1));
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : await Written(answer.Value, name, 0, StatusCodes.Status201Created, context.RequestAborted);
    }

    private async Task<IResult> Retry(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var number, out var problem)) return problem;
        var answer = await fleet.Submit(context, new FleetCommand.Retry(name, number, fleet.Now), state => Outline(state, name, number));
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : await Written(answer.Value, name, number, StatusCodes.Status200OK, context.RequestAborted);
    }

    private async Task<IResult> Written(AsOf<(Objective? Objective, TrialOutline? Trial)> read, SweepName name, int number, int status, CancellationToken cancellation)
    {
        if (read.Value.Objective is not { } objective) return Problems.Of(new Rejection.UnknownSweep(name));
        if (read.Value.Trial is not { } trial) return Problems.Of(new Rejection.UnknownTrial(name, number));
        return Reply.Json(TrialSummary.Of(objective, trial, await fleet.Results([trial], cancellation)), ApiJson.Default.TrialSummary, read.Position, status);
    }

    private static (Objective? Objective, TrialOutline? Trial) Outline(FleetState state, SweepName name, int number) => state.Sweep(name) is { } sweep
        ? (sweep.Spec.Objective, number < sweep.Trials.Count ? TrialOutline.Of(sweep[number]) : null)
        : default;

    private static TrialFilter ReadFilter(HttpRequest request) =>
        request.ReadText("state") is not { } text ? TrialFilter.All
        : Filters.TryGetValue(text, out var filter) ? filter
        : throw new BadHttpRequestException($"`state` is one of {string.Join(", ", Filters.Keys)}, but got '{Shown.Of(text)}'");

    private static (int Attempt, int Epoch) ReadEpoch(HttpRequest request) =>
        request.ReadText("after") is not { } text ? (0, 0)
        : text.Split('.') is [var attempt, var epoch] && IsWhole(attempt, out var first) && IsWhole(epoch, out var second) ? (first, second)
        : throw new BadHttpRequestException($"`after` is an attempt and an epoch, such as 1.20, but got '{Shown.Of(text)}'");

    private static bool IsWhole(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
