using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Shared.Protocol;

namespace Coordinator.Http;

/// <summary>How a completed trial does label by label, packed as it is stored for whoever takes it so.</summary>
internal sealed class EvaluationEndpoints(FleetAccess fleet, IArtefactStore store)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("GET", "/v1/sweeps/{name}/trials/{trial}/evaluation", new(Audience.Viewers, "How a completed trial does label by label: counts, and the ROC and precision-recall curve of each")
        {
            Reply = EvaluationJson.Default.Evaluation,
            Statuses = [200, 304],
            Headers = [TaggedReply.IfNoneMatch],
            Problems = [404],
        }, Show);

    private async Task<IResult> Show(HttpContext context)
    {
        if (!RoutedSweep.TryRead(context, out var name, out var number, out var problem)) return problem;
        var read = await fleet.Read(context, state => state.Sweep(name) is { } sweep
            ? (sweep.Spec.Objective, Trial: number < sweep.Trials.Count ? TrialOutline.Of(sweep[number]) : (TrialOutline?)null)
            : default);
        if (read.Value.Objective is not { } objective) return Problems.Of(new Rejection.UnknownSweep(name));
        if (read.Value.Trial is not { } outline) return Problems.Of(new Rejection.UnknownTrial(name, number));
        var trial = TrialSummary.Of(objective, outline, await fleet.Results([outline], context.RequestAborted));
        var stored = await StoredEvaluation.Open(store, trial, context.RequestAborted);
        if (stored.Content is null) return Problems.Of(StatusCodes.Status404NotFound, stored.Reason);
        return await Written(stored, trial, read.Position, context);
    }

    private static async Task<IResult> Written(StoredEvaluation stored, TrialSummary trial, long position, HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestParameters.PositionHeader] = position.ToString();
        headers.Vary = HeaderNames.AcceptEncoding;
        // A worker wrote it: no browser is to take it for a page.
        headers.XContentTypeOptions = "nosniff";
        if (context.Request.AcceptsGzip())
        {
            headers.ContentEncoding = "gzip";
            return Results.Stream(stored.Content!, EndpointDeclaration.Json, entityTag: new EntityTagHeaderValue($"\"{stored.Address}-gzip\""));
        }
        await using var content = stored.Content!;
        return await stored.Unpack(context.RequestAborted) is { } json
            ? Results.Bytes(json, EndpointDeclaration.Json, entityTag: new EntityTagHeaderValue($"\"{stored.Address}\""))
            : Problems.Of(StatusCodes.Status404NotFound, StoredEvaluation.Broken(trial).Reason);
    }
}
