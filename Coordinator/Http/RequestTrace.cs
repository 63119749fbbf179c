using System.Diagnostics;
using Coordinator.Metrics;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>A span for every request of somebody who may speak here: strangers make none.</summary>
internal sealed class RequestTrace(RequestDelegate next)
{
    public Task Invoke(HttpContext context)
    {
        var span = CoordinatorTraces.Request(context.Request.Method, Gate.Pattern(context.GetEndpoint()), context.Request.Headers.TraceParent.ToString());
        return span is null ? next(context) : Traced(context, span);
    }

    private async Task Traced(HttpContext context, Activity span)
    {
        using (span)
        {
            try
            {
                await next(context);
            }
            catch (Exception error)
            {
                span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error.GetType().Name);
                throw;
            }
            span.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
