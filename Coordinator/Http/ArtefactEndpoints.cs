using Coordinator.Artefacts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>Artefacts by the SHA-256 of their content.</summary>
internal sealed class ArtefactEndpoints(ArtefactDirectory directory)
{
    /// <summary>Prepared data and models are megabytes; a gigabyte is a mistake or an attack.</summary>
    public const long MostBytes = 1L << 30;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/artefacts/{address}", [HttpMethods.Get, HttpMethods.Head], Read).WithMetadata(new EndpointDeclaration(Audience.ViewersAndWorkers, "An artefact's content, whole or a range of it")
        {
            ReplyMedia = [EndpointDeclaration.Bytes],
            Statuses = [200, 206],
            Problems = [404],
        });
        routes.MapPut("/v1/artefacts/{address}", Store).WithMetadata(new EndpointDeclaration(Audience.OperatorsAndWorkers, "Stores an artefact under the SHA-256 of its content; storing it again is harmless")
        {
            TakesBytes = true,
            MaxRequestBodySize = MostBytes,
            Statuses = [200, 201],
            Problems = [413, 422],
        });
    }

    private IResult Read(string address) =>
        ArtefactAddress.TryParse(address, out var parsed) && directory.Contains(parsed)
            ? Results.File(directory.PathOf(parsed), "application/octet-stream", enableRangeProcessing: true)
            : Problems.Of(StatusCodes.Status404NotFound, "there is no artefact with this address");

    private async Task<IResult> Store(string address, HttpRequest request, CancellationToken cancellation)
    {
        if (!ArtefactAddress.TryParse(address, out var parsed))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "an artefact's address is 64 lower-case hexadecimal digits");
        if (directory.Contains(parsed)) return Results.Ok();
        try
        {
            return await directory.Store(parsed, request.Body, MostBytes, cancellation)
                ? Results.Created()
                : Problems.Of(StatusCodes.Status422UnprocessableEntity, "the content's SHA-256 is not the address");
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, $"an artefact has at most {MostBytes} bytes");
        }
    }
}
