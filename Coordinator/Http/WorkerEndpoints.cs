using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>What workers say: they join, claim, renew, measure, finish and leave. Each may be said twice.</summary>
internal sealed class WorkerEndpoints(IStanding standing, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder anywhere)
    {
        var routes = anywhere.MapGroup("").WithMetadata(NeedsOffice.Instance);
        routes.MapJson("/v1/workers", ProtocolJson.Default.JoinRequest, (request, _) => Join(request));
        routes.MapJson("/v1/workers/leave", ProtocolJson.Default.LeaveRequest, (request, _) => Leave(request));
        routes.MapJson("/v1/claims", ProtocolJson.Default.ClaimRequest, Claim);
        routes.MapJson("/v1/renewals", ProtocolJson.Default.RenewRequest, (request, _) => Task.FromResult(Renew(request)));
        routes.MapJson("/v1/attempts/{token}/measurements", ProtocolJson.Default.MeasureRequest, (request, context) => Measure(Token(context), request));
        routes.MapJson("/v1/attempts/{token}/outcome", ProtocolJson.Default.FinishRequest, (request, context) => Finish(Token(context), request));
    }

    private async Task<IResult> Join(JoinRequest request)
    {
        if (request.Slots is < 1 or > 1024) return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"`slots` must be 1 to 1024, but got {request.Slots}");
        var office = standing.RequireOffice();
        var answer = await office.Reign.Submit(new FleetCommand.Join(request.Worker, request.Slots, request.Device, time.GetUtcNow(), request.Labels), state => state.Position);
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : Results.Json(new JoinReply(office.Leases.Duration.TotalSeconds), ProtocolJson.Default.JoinReply);
    }

    private async Task<IResult> Leave(LeaveRequest request)
    {
        var answer = await standing.RequireOffice().Reign.Submit(new FleetCommand.Leave(request.Worker, time.GetUtcNow()), state => state.Position);
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : Results.NoContent();
    }

    private async Task<IResult> Claim(ClaimRequest request, HttpContext context)
    {
        var office = standing.RequireOffice();
        var answer = await office.Desk.Claim(office.Reign, request, context.RequestAborted);
        return answer switch
        {
            { Rejection: { } rejection } => Problems.Of(rejection),
            { Value: { } grant } => Results.Json(grant, ProtocolJson.Default.Grant),
            _ => Results.NoContent(),
        };
    }

    private IResult Renew(RenewRequest request) => standing.RequireOffice().Leases.Renew(request.Worker, request.Attempts) is { } reply
        ? Results.Json(reply, ProtocolJson.Default.RenewReply)
        : Problems.Of(new Rejection.UnknownWorker(request.Worker));

    private async Task<IResult> Measure(string token, MeasureRequest request)
    {
        if (!AttemptToken.TryParse(token, out var attempt)) return Problems.Of(Rejection.UnknownAttempt.Instance);
        var office = standing.RequireOffice();
        var command = new FleetCommand.Measure(attempt, request.Measurements, time.GetUtcNow(), request.Checkpoint);
        var answer = await office.Reign.Submit(command, state => state.IsLive(attempt) ? Verdict.Continue : Verdict.Gone);
        if (answer.Rejection is { } rejection) return Problems.Of(rejection);
        office.Leases.Renew([attempt]);
        return Results.Json(new MeasureReply(answer.Value), ProtocolJson.Default.MeasureReply);
    }

    private async Task<IResult> Finish(string token, FinishRequest request)
    {
        if (!AttemptToken.TryParse(token, out var attempt)) return Problems.Of(Rejection.UnknownAttempt.Instance);
        var office = standing.RequireOffice();
        // Both are submitted before either is awaited, so that they are decided in one batch and cost one append.
        var finishing = office.Reign.Submit(
            new FleetCommand.Finish(attempt, request.Measurements, request.Result, time.GetUtcNow()),
            state => state.Attempts.TryGetValue(attempt, out var record) && record.IsDelivered);
        var claiming = request.Next is { } next ? office.Desk.Ask(office.Reign, next) : null;
        var finished = await finishing;
        var claimed = claiming is null ? default : await claiming;
        return finished.Rejection is { } rejection ? Problems.Of(rejection) : Results.Json(new FinishReply(finished.Value, claimed.Value), ProtocolJson.Default.FinishReply);
    }

    private static string Token(HttpContext context) => (string)context.Request.RouteValues["token"]!;
}
