using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Coordinator.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>A POST whose body is read strictly by our own source-generated JSON, so that bad bodies are refused in one place.</summary>
internal static class JsonEndpoint
{
    /// <summary>Ten thousand epochs of sixty measures fit; artefacts have a limit of their own.</summary>
    private const long MostBytes = 32 << 20;

    public static void MapJson<T>(this IEndpointRouteBuilder routes, string pattern, JsonTypeInfo<T> type, Func<T, HttpContext, Task<IResult>> handle) =>
        routes.MapPost(pattern, async (HttpContext context) =>
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
            T? body;
            try
            {
                body = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            }
            catch (Exception error) when (error is JsonException or BadHttpRequestException)
            {
                return Problems.Of((error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest, $"the body is not a {typeof(T).Name}: {error.Message}");
            }
            if (body is null) return Problems.Of(StatusCodes.Status400BadRequest, $"the body is not a {typeof(T).Name}, but null");
            try
            {
                return await handle(body, context);
            }
            catch (LedgerException error)
            {
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, error.Message);
            }
        });
}
