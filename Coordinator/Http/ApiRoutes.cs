using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>Maps endpoints with what they declare, so that bodies and queries that are not as declared are refused in one place.</summary>
internal static class ApiRoutes
{
    public static void Map(
        this IEndpointRouteBuilder routes, string method, string pattern, EndpointDeclaration declaration, Func<HttpContext, Task<IResult>> handle) =>
        routes.MapMethods(pattern, [method], async context =>
        {
            RefuseUndeclared(context.Request, declaration);
            await (await handle(context)).ExecuteAsync(context);
        }).WithMetadata(declaration.Changes ? [declaration, NeedsOffice.Instance] : [declaration]);

    /// <summary>With a JSON body.</summary>
    public static void Map<T>(
        this IEndpointRouteBuilder routes, string method, string pattern, EndpointDeclaration declaration, JsonTypeInfo<T> type, Func<T, HttpContext, Task<IResult>> handle)
        where T : class =>
        routes.Map(method, pattern, declaration with { Request = type }, async context =>
            await Read(context, type) switch
            {
                (var problem, null) => problem!,
                (_, var body) => await handle(body, context),
            });

    /// <summary>A parameter that is misspelt would be ignored in silence.</summary>
    private static void RefuseUndeclared(HttpRequest request, EndpointDeclaration declaration)
    {
        foreach (var name in request.Query.Keys)
        {
            if (declaration.Query.Any(parameter => parameter.Name == name)) continue;
            var known = declaration.Query.Count == 0 ? "it has none" : $"it has {string.Join(", ", declaration.Query.Select(parameter => $"`{parameter.Name}`"))}";
            throw new BadHttpRequestException($"this endpoint has no query parameter `{Shown.Of(name)}`: {known}");
        }
    }

    private static async Task<(IResult? Problem, T? Body)> Read<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.ContentType?.Split(';')[0].Trim() != EndpointDeclaration.Json)
            return (Problems.Of(StatusCodes.Status415UnsupportedMediaType, "a request's body is application/json"), null);
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } body
                ? (null, body)
                : (Problems.Of(StatusCodes.Status400BadRequest, $"the body is not a {typeof(T).Name}, but null"), null);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // Not supported: one of several kinds of a thing, without saying which.
            return (Problems.Of(StatusCodes.Status400BadRequest, $"the body is not a {typeof(T).Name}: {error.Message}"), null);
        }
        catch (BadHttpRequestException error)
        {
            return (Problems.Of(error.StatusCode, $"the body is not a {typeof(T).Name}: {error.Message}"), null);
        }
    }
}
