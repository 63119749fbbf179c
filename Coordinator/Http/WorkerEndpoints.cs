using Coordinator.Artefacts;
using System.Text;
using Coordinator.Deciding.Sweeps;
using Coordinator.Logs;
using Coordinator.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>What workers say: they join, claim, renew, measure, finish and leave. Each may be said twice.</summary>
internal sealed class WorkerEndpoints(IStanding standing, IArtefactStore artefacts, TrialLogs logs, TimeProvider time)
{
    private const int MostSlots = 1024, MostDevice = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("POST", "/v1/workers", Say("A worker joins; one of the same name that was here before is gone") with { Reply = ProtocolJson.Default.JoinReply, Problems = [409, 410, 422] },
            ProtocolJson.Default.JoinRequest, Join);
        routes.Map("POST", "/v1/workers/leave", Say("A worker leaves, and hands back what it holds") with { Statuses = [204] }, ProtocolJson.Default.LeaveRequest, Leave);
        routes.Map("POST", "/v1/claims", Say("A slot asks for a trial, and waits for one") with { Reply = ProtocolJson.Default.Grant, Statuses = [200, 204], Problems = [409, 422] },
            ProtocolJson.Default.ClaimRequest, Claim);
        routes.Map("POST", "/v1/renewals", Say("A worker keeps its leases alive") with { Reply = ProtocolJson.Default.RenewReply, Problems = [409] },
            ProtocolJson.Default.RenewRequest, (request, _) => Task.FromResult(Renew(request)));
        routes.Map("POST", "/v1/attempts/{token}/measurements",
            Say("An attempt reports epochs") with { Reply = ProtocolJson.Default.MeasureReply, Problems = [404, 422], MaxRequestBodySize = EndpointDeclaration.MostMeasured },
            ProtocolJson.Default.MeasureRequest, Measure);
        routes.Map("POST", "/v1/attempts/{token}/log",
            Say("An attempt tells what its trainer printed") with { Reply = ProtocolJson.Default.LogReply, Problems = [404, 422], MaxRequestBodySize = EndpointDeclaration.MostMeasured },
            ProtocolJson.Default.LogRequest, Log);
        routes.Map("POST", "/v1/attempts/{token}/outcome",
            Say("An attempt ends, and its slot may claim the next trial") with { Reply = ProtocolJson.Default.FinishReply, Problems = [404, 422], MaxRequestBodySize = EndpointDeclaration.MostMeasured },
            ProtocolJson.Default.FinishRequest, Finish);

        static EndpointDeclaration Say(string summary) => new(Audience.WorkersOnly, summary) { Changes = true };
    }

    private async Task<IResult> Join(JoinRequest request, HttpContext context)
    {
        if (Unnamed(request.Worker) is { } unnamed) return unnamed;
        if (request.Slots is < 1 or > MostSlots) return Illegal($"`slots` must be 1 to {MostSlots}, but got {request.Slots}");
        if (request.Device.Length is < 1 or > MostDevice || request.Device.Any(char.IsControl))
            return Illegal($"`device` must have 1 to {MostDevice} characters and none that control, but got '{Shown.Of(request.Device)}'");
        var office = standing.RequireOffice();
        var command = new FleetCommand.Join(request.Worker, request.Slots, request.Device, time.GetUtcNow(), request.Labels) { By = context.Caller().Id };
        var answer = await office.Reign.Submit(command, state => state.Position);
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : Results.Json(new JoinReply(office.Leases.Duration.TotalSeconds), ProtocolJson.Default.JoinReply);
    }

    private async Task<IResult> Leave(LeaveRequest request, HttpContext context)
    {
        if (Unnamed(request.Worker) is { } unnamed) return unnamed;
        var command = new FleetCommand.Leave(request.Worker, time.GetUtcNow()) { By = context.Caller().Id };
        var answer = await standing.RequireOffice().Reign.Submit(command, state => state.Position);
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : Results.NoContent();
    }

    private async Task<IResult> Claim(ClaimRequest request, HttpContext context)
    {
        if (Unnamed(request.Worker) is { } unnamed) return unnamed;
        var office = standing.RequireOffice();
        var answer = await office.Desk.Claim(office.Reign, request, context.Caller().Id, context.RequestAborted);
        return answer switch
        {
            { Rejection: { } rejection } => Problems.Of(rejection),
            { Value: { } grant } => Results.Json(office.Reign.Traces.Claimed(grant), ProtocolJson.Default.Grant),
            _ => Results.NoContent(),
        };
    }

    private IResult Renew(RenewRequest request) => Unnamed(request.Worker) is { } unnamed ? unnamed : standing.RequireOffice().Leases.Renew(request.Worker, request.Attempts) is { } reply
        ? Results.Json(reply, ProtocolJson.Default.RenewReply)
        : Problems.Of(new Rejection.UnknownWorker(request.Worker));

    private async Task<IResult> Measure(MeasureRequest request, HttpContext context)
    {
        if (!AttemptToken.TryParse(context.Route("token"), out var attempt)) return Problems.Of(Rejection.UnknownAttempt.Instance);
        if (Wrong(request.Measurements) is { } wrong) return Illegal(wrong);
        var office = standing.RequireOffice();
        if (request.Checkpoint is { } checkpoint && await Missing(office.Reign, attempt, [new("checkpoint", checkpoint.Address)], context.RequestAborted) is { } missing)
            return Illegal(missing);
        var command = new FleetCommand.Measure(attempt, request.Measurements, time.GetUtcNow(), request.Checkpoint) { By = context.Caller().Id };
        var answer = await office.Reign.Submit(command, state => state.IsLive(attempt) ? Verdict.Continue : Verdict.Gone);
        if (answer.Rejection is { } rejection) return Problems.Of(rejection);
        office.Leases.Renew([attempt]);
        return Results.Json(new MeasureReply(answer.Value), ProtocolJson.Default.MeasureReply);
    }

    private async Task<IResult> Log(LogRequest request, HttpContext context)
    {
        if (!AttemptToken.TryParse(context.Route("token"), out var attempt)) return Problems.Of(Rejection.UnknownAttempt.Instance);
        if (Wrong(request.Lines) is { } wrong) return Illegal(wrong);
        return await Keep(attempt, request.Lines, context.RequestAborted) is { } isKept
            ? Results.Json(new LogReply(IsFull: !isKept), ProtocolJson.Default.LogReply)
            : Problems.Of(Rejection.UnknownAttempt.Instance);
    }

    /// <summary>Whether there is room for more; null: there is no such attempt, or no such sweep any more.</summary>
    private async Task<bool?> Keep(AttemptToken attempt, IReadOnlyList<LogLine> lines, CancellationToken cancellation)
    {
        var place = await standing.RequireOffice().Reign.Read(state =>
            state.Attempts.TryGetValue(attempt, out var record) && state.Sweep(record.Sweep)?.LaunchedAt == record.LaunchedAt
                ? new LogPlace(record.LaunchedAt, record.Trial, record.Attempt)
                : (LogPlace?)null);
        return place is { } known ? await logs.Keep(known, [.. lines.Select(Storable)], cancellation) : null;
    }

    /// <summary>No database keeps a zero character in a text.</summary>
    private static LogLine Storable(LogLine line) => line.Text.Contains('\0') ? line with { Text = line.Text.Replace('\0', '\uFFFD') } : line;

    private async Task<IResult> Finish(FinishRequest request, HttpContext context)
    {
        if (!AttemptToken.TryParse(context.Route("token"), out var attempt)) return Problems.Of(Rejection.UnknownAttempt.Instance);
        if (Wrong(request.Measurements) is { } wrong) return Illegal(wrong);
        if (request.Log is { } printed && Wrong(printed) is { } wrongLog) return Illegal(wrongLog);
        if (request.Next is { } claim && Unnamed(claim.Worker) is { } unnamed) return unnamed;
        var office = standing.RequireOffice();
        if (await Missing(office.Reign, attempt, Named(request.Result), context.RequestAborted) is { } missing) return Illegal(missing);
        // Before the end, so that whoever hears of it finds the whole log.
        if (request.Log is { Count: > 0 } lines) await Keep(attempt, lines, context.RequestAborted);
        // Both are submitted before either is awaited, so that they are decided in one batch and cost one append.
        var finishing = office.Reign.Submit(
            new FleetCommand.Finish(attempt, request.Measurements, request.Result, time.GetUtcNow()) { By = context.Caller().Id },
            state => state.Attempts.TryGetValue(attempt, out var record) && record.EndedWith(request.Result));
        var claiming = request.Next is { } next ? office.Desk.Ask(office.Reign, next, context.Caller().Id) : null;
        var finished = await finishing;
        var claimed = claiming is null ? default : await claiming;
        return finished.Rejection is { } rejection ? Problems.Of(rejection) : Results.Json(new FinishReply(finished.Value, claimed.Value is { } grant ? office.Reign.Traces.Claimed(grant) : null), ProtocolJson.Default.FinishReply);
    }

    private static IEnumerable<KeyValuePair<string, ArtefactAddress>> Named(AttemptResult result) => result switch
    {
        AttemptResult.Completed completed => completed.Artefacts,
        AttemptResult.HandedBack { Checkpoint: { } checkpoint } => [new("checkpoint", checkpoint.Address)],
        _ => [],
    };

    /// <summary>
    /// A result that names what is not there must not count: an artefact is durable before the event that names it. Of an attempt that
    /// is no longer held it may be gone again, since a result said twice may have been outdone in between.
    /// </summary>
    private async Task<string?> Missing(Reign reign, AttemptToken attempt, IEnumerable<KeyValuePair<string, ArtefactAddress>> named, CancellationToken cancellation)
    {
        foreach (var (what, address) in named)
        {
            if (await artefacts.Contains(address, cancellation)) continue;
            return await reign.Read(state => state.IsLive(attempt))
                ? $"the artefact '{Shown.Of(what)}' ({address}) is not stored here: store it before saying what it belongs to"
                : null;
        }
        return null;
    }

    /// <summary>JSON lets a life without a name through, since it is a value; null: it has one.</summary>
    private static IResult? Unnamed(WorkerLife worker) => worker.IsLegal ? null : Problems.Of(new Rejection.IllegalWorkerName(Shown.Of(worker.Name ?? "nothing")));

    /// <summary>What JSON's types do not refuse; null: nothing.</summary>
    private static string? Wrong(IReadOnlyList<Measurement> measurements)
    {
        foreach (var measurement in measurements)
        {
            if (measurement is null) return "`measurements` has null among them";
            if (measurement.Epoch < 1) return $"`epoch` counts from 1, but got {measurement.Epoch}";
        }
        return null;
    }

    private static string? Wrong(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
        {
            if (line is null) return "`lines` has null among them";
            if (line.Sequence < 1) return $"`sequence` counts from 1, but got {line.Sequence}";
            if (Encoding.UTF8.GetByteCount(line.Text) is var bytes && bytes > LogLine.Longest) return $"a line has at most {LogLine.Longest} bytes, but that of sequence {line.Sequence} has {bytes}";
        }
        return null;
    }

    private static IResult Illegal(string detail) => Problems.Of(StatusCodes.Status422UnprocessableEntity, detail);
}
