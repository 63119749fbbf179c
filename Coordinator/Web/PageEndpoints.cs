using Coordinator.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Web;

/// <summary>The page's files, which tell nothing to anybody: what they show they ask for, with a session.</summary>
internal sealed class PageEndpoints
{
    /// <summary>Nothing runs, loads or frames but what this coordinator sends; scripts and styles are files, so that no text of anybody's becomes one.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private readonly Site site = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/", Declared("Leads to the page"), _ => Task.FromResult(Results.LocalRedirect("/page/")));
        routes.Map("GET", PageDoor.Path + "/{**file}", Declared("The page and its files"), context => Task.FromResult(Send(context)));
    }

    private static EndpointDeclaration Declared(string summary) => new(Audience.Everybody, summary) { ReplyMedia = ["text/html"], IsForBrowsers = true };

    private IResult Send(HttpContext context)
    {
        var name = context.Request.RouteValues["file"] as string ?? "";
        // Relative addresses in the page are meant from its folder.
        if (name.Length == 0 && !context.Request.Path.Value!.EndsWith('/')) return Results.LocalRedirect("/page/");
        return site.Find(name) is { } file ? new Sent(file) : Problems.Of(StatusCodes.Status404NotFound, "the page has no such file");
    }

    private sealed class Sent(SiteFile file) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var (request, headers) = (context.Request, context.Response.Headers);
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            // Asked for again each time, and then most often not sent again.
            headers.CacheControl = "no-cache";
            headers.ETag = file.Tag;
            headers.Vary = "Accept-Encoding";
            if (request.Headers.IfNoneMatch.ToString() == file.Tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
            var compresses = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
            if (compresses) headers.ContentEncoding = "gzip";
            var content = compresses ? file.Compressed : file.Content;
            context.Response.ContentType = file.ContentType;
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }
}
