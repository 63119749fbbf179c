using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>The API in its own words.</summary>
/// <param name="endpoints">All that are mapped, once they are.</param>
internal sealed class OpenApiEndpoint(Func<IReadOnlyList<RouteEndpoint>> endpoints)
{
    private readonly Lazy<byte[]> document = new(() => Encoding.UTF8.GetBytes(OpenApiDocument.Write(endpoints())));

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("GET", "/openapi/v1.json", new(Audience.Viewers, "This document") { ReplyMedia = [EndpointDeclaration.Json] }, _ => Task.FromResult<IResult>(new Document(document.Value)));

    private sealed class Document(byte[] text) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = EndpointDeclaration.Json;
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }
    }
}
