using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>
/// Loopback is no authentication: a name that only leads here (DNS rebinding) and a page of another origin are refused before
/// anything is looked at.
/// </summary>
internal sealed class HostRule(RequestDelegate next, ServerOptions options)
{
    public Task Invoke(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurs(context, out var ours))
            return Problems.Write(context, StatusCodes.Status421MisdirectedRequest, $"this coordinator answers for the host {ours}");
        if (request.Headers.Origin.Any(origin => !string.Equals(origin, $"{options.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)))
            return Problems.Write(context, StatusCodes.Status403Forbidden, "requests of another origin are refused");
        return next(context);
    }

    private bool IsOurs(HttpContext context, out string ours)
    {
        var host = context.Request.Host;
        if (options.Hosts.Count > 0)
        {
            ours = string.Join(", ", options.Hosts);
            return options.Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase);
        }
        ours = $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}";
        // `localhost` is no name that somebody else's page can have.
        return !options.IsLocal || host.Value == ours || (host.Port == context.Connection.LocalPort && string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase));
    }
}
