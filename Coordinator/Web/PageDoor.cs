using Coordinator.Http;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Web;

/// <summary>
/// Lets the page in by its session: what lies under <c>/page/v1</c> is the API of <c>/v1</c>, for whoever the cookie names. The cookie
/// is good for nothing else, and nothing but the cookie is good here. What changes something must come from the page itself, which
/// its Origin proves: browsers set it and no page can forge it.
/// </summary>
internal sealed class PageDoor(RequestDelegate next, TokenBook tokens, FailedAttempts failures, TimeProvider time)
{
    public const string Path = "/page";

    public const string Cookie = "sweeps_session";

    public async Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(Path + "/v1", StringComparison.Ordinal, out var rest))
        {
            await next(context);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        // A stand-by that hands a request on has judged its Origin, and no page can send the header that says so.
        if (!HttpMethods.IsGet(request.Method) && request.Headers.Origin.Count == 0 && !request.Headers.ContainsKey(ForwardToLeader.Hop))
        {
            await Problems.Write(context, StatusCodes.Status403Forbidden, "a change by the page's session needs the Origin that a browser sends; programs use a token at /v1");
            return;
        }
        var cookie = request.Cookies[Cookie];
        var caller = cookie is not null && PageSession.Open(cookie, tokens.SessionKey, time.GetUtcNow()) is { } session ? tokens.FindById(session.Token) : null;
        if (caller is null)
        {
            if (cookie is not null) failures.Count(context.Connection.RemoteIpAddress);
            await Problems.Write(context, StatusCodes.Status401Unauthorized, "this needs a session that has not ended: sign in on the page with a token");
            return;
        }
        context.Features.Set(new PageRequest(caller, request.Path));
        request.Path = "/v1" + rest;
        await next(context);
    }
}

/// <summary>A request that a session let in.</summary>
/// <param name="Path">As the browser asked for it.</param>
internal sealed record PageRequest(Caller Caller, PathString Path);
