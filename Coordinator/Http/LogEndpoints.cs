using System.Globalization;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Logs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>What a trial's trainer printed, while it runs and afterwards. Strangers' text: whoever shows it must take nothing in it for a command.</summary>
internal sealed class LogEndpoints(FleetAccess fleet, TrialLogs logs)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("GET", "/v1/sweeps/{name}/trials/{trial}/log", new(Audience.Viewers, "What a trial's attempts printed, line by line")
        {
            Reply = ApiJson.Default.LogPage,
            Query =
            [
                new("attempt", "integer", "only this attempt"),
                new("after", "string", "the line after which the page begins: its attempt and sequence, such as 1.20, or its sequence alone where `attempt` is given"),
                RequestParameters.Limit,
            ],
            Problems = [404],
        }, Show);

    private async Task<IResult> Show(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var number, out var problem)) return problem;
        var attempt = (int?)context.Request.ReadWhole("attempt", 1, int.MaxValue);
        var after = ReadAfter(context.Request, attempt);
        var limit = context.Request.ReadLimit();
        var read = await fleet.Read(context, state => (state.Sweep(name)?.LaunchedAt, Trials: state.Sweep(name)?.Trials.Count));
        if (read.Value.LaunchedAt is not { } launchedAt) return Problems.Of(new Rejection.UnknownSweep(name));
        if (number >= read.Value.Trials) return Problems.Of(new Rejection.UnknownTrial(name, number));
        var rows = await logs.Table.Read(launchedAt, number, attempt, after, limit + 1, context.RequestAborted);
        var page = rows.Take(limit).Select(row => new LogItem(row.Attempt, row.Sequence, row.Text)).ToList();
        return Reply.Json(new LogPage(page, rows.Count > limit ? page[^1].Place : null), ApiJson.Default.LogPage, read.Position);
    }

    private static (int Attempt, int Sequence) ReadAfter(HttpRequest request, int? attempt) =>
        request.ReadText("after") is not { } text ? (0, 0)
        : attempt is { } one && IsWhole(text, out var sequence) ? (one, sequence)
        : text.Split('.') is [var first, var second] && IsWhole(first, out var of) && IsWhole(second, out sequence) ? (of, sequence)
        : throw new BadHttpRequestException($"`after` is an attempt and a sequence, such as 1.20, or a sequence alone where `attempt` is given, but got '{Shown.Of(text)}'");

    private static bool IsWhole(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
