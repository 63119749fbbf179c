using Coordinator.Artefacts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>Artefacts by the SHA-256 of their content. Senders too slow to be serious are cut off by Kestrel's least data rate.</summary>
internal sealed class ArtefactEndpoints(IArtefactStore store)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/artefacts/{address}", [HttpMethods.Get, HttpMethods.Head], Read).WithMetadata(new EndpointDeclaration(Audience.ViewersAndWorkers, "An artefact's content, whole or a range of it")
        {
            ReplyMedia = [EndpointDeclaration.Bytes],
            Statuses = [200, 206, 304],
            Problems = [404, 416],
        });
        routes.MapPut("/v1/artefacts/{address}", Store).WithMetadata(NeedsOffice.Instance, new EndpointDeclaration(Audience.OperatorsAndWorkers, "Stores an artefact under the SHA-256 of its content; storing it again is harmless")
        {
            TakesBytes = true,
            // Kestrel counts nothing: the store does, on the coordinator that stores.
            MaxRequestBodySize = null,
            Statuses = [200, 201],
            Problems = [413, 422, 507],
            Changes = true,
        });
    }

    /// <summary>With ranges: a download that broke off goes on where it stopped.</summary>
    private async Task<IResult> Read(string address, HttpContext context)
    {
        if (!ArtefactAddress.TryParse(address, out var parsed) || await store.Open(parsed, context.RequestAborted) is not { } content)
            return Problems.Of(StatusCodes.Status404NotFound, "there is no artefact with this address");
        // A worker wrote it: no browser is to take it for a page.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(content, EndpointDeclaration.Bytes, entityTag: new EntityTagHeaderValue($"\"{parsed}\""), enableRangeProcessing: true);
    }

    /// <summary>201: it is stored. 200: it was already.</summary>
    private async Task<IResult> Store(string address, HttpRequest request, CancellationToken cancellation)
    {
        if (!ArtefactAddress.TryParse(address, out var parsed))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "an artefact's address is 64 lower-case hexadecimal digits");
        var known = await store.Contains(parsed, cancellation);
        // Refused before anything is sent, where the sender says how much it is (and waits for `100 Continue`).
        if (!known && await store.Refuses(request.ContentLength ?? 0, cancellation) is { } early) return Refused(early);
        var refusal = await store.Store(parsed, request.Body, cancellation);
        return refusal is not null ? Refused(refusal) : known ? Results.Ok() : Results.Created();
    }

    private static IResult Refused(ArtefactRefusal refusal) => Problems.Of(
        refusal switch
        {
            ArtefactRefusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
            ArtefactRefusal.OverQuota => StatusCodes.Status507InsufficientStorage,
            ArtefactRefusal.OtherContent => StatusCodes.Status422UnprocessableEntity,
            _ => throw new InvalidOperationException($"no problem for {refusal.GetType().Name}"),
        },
        refusal.Message);
}
