using Coordinator.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Web;

/// <summary>Signing in and out on the page.</summary>
internal sealed class SessionEndpoints(TokenBook tokens, ServerOptions options, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("POST", "/v1/session", new(Audience.Viewers, "Exchanges the token for a session of the page: a cookie that is good under /page alone") { Reply = ApiJson.Default.CallerItem }, SignIn);
        routes.Map("DELETE", "/v1/session", new(Audience.Viewers, "Signs out: the browser forgets its session") { Statuses = [204] }, SignOut);
    }

    private Task<IResult> SignIn(HttpContext context)
    {
        if (context.Features.Get<PageRequest>() is not null)
            return Task.FromResult(Problems.Of(StatusCodes.Status403Forbidden, "a session begins with a token, and not with another session"));
        var session = new PageSession(context.Caller().Id, time.GetUtcNow() + PageSession.Length);
        context.Response.Cookies.Append(PageDoor.Cookie, session.Seal(tokens.SessionKey), CookieOptions(context, PageSession.Length));
        return Task.FromResult(CallerEndpoint.Of(context, time));
    }

    private Task<IResult> SignOut(HttpContext context)
    {
        context.Response.Cookies.Delete(PageDoor.Cookie, CookieOptions(context, null));
        return Task.FromResult(Results.NoContent());
    }

    /// <summary>Behind something that speaks TLS for this coordinator the cookie is for TLS as well.</summary>
    private CookieOptions CookieOptions(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = options.Tls is not null || string.Equals(context.Request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase),
        Path = PageDoor.Path,
        MaxAge = age,
    };
}
