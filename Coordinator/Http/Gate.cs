using Coordinator.Running;
using Coordinator.Web;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>
/// Lets a request through to its endpoint if whoever sent it may use it. Without a right token nothing is told, not even what there
/// is; with one, an endpoint that is not for it says which role it is for.
/// </summary>
internal sealed class Gate(RequestDelegate next, TokenBook tokens, FailedAttempts failures, LedgerTail tail, ReignLog log)
{
    public async Task Invoke(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var declaration = endpoint?.Metadata.GetMetadata<EndpointDeclaration>();
        if (declaration is { Audience.IsOpen: true })
        {
            await next(context);
            return;
        }
        if ((context.Features.Get<PageRequest>()?.Caller ?? tokens.Find(context.Request.Headers.Authorization.ToString())) is not { } caller)
        {
            failures.Count(context.Connection.RemoteIpAddress);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems.Write(context, StatusCodes.Status401Unauthorized, "this needs a bearer token that is known and not revoked");
            return;
        }
        // As of when it goes out, where the endpoint does not say: whatever the request made is durable then.
        context.Response.OnStarting(() =>
        {
            if (!context.Response.Headers.ContainsKey(RequestParameters.PositionHeader)) context.Response.Headers[RequestParameters.PositionHeader] = tail.Position.ToString();
            return Task.CompletedTask;
        });
        if (endpoint is null)
        {
            await Problems.Write(context, StatusCodes.Status404NotFound, "there is nothing at this path: GET /openapi/v1.json says what there is");
            return;
        }
        if (declaration is null)
        {
            // The router's own answer to a path that exists with other methods.
            await next(context);
            if (!context.Response.HasStarted) await Problems.Write(context, context.Response.StatusCode, $"this path knows {context.Response.Headers.Allow}");
            return;
        }
        if (!declaration.Audience.Admits(caller))
        {
            log.NotAllowed(caller.Id, context.Request.Method, Pattern(endpoint));
            await Problems.Write(context, StatusCodes.Status403Forbidden, $"this needs a token of the role {declaration.Audience}");
            return;
        }
        context.Features.Set(caller);
        await next(context);
    }

    /// <summary>The endpoint's path with its placeholders: what stands in their place may be a secret, and is not for a log.</summary>
    public static string Pattern(Endpoint? endpoint) => (endpoint as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "(no endpoint)";
}
