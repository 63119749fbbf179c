using Coordinator.Metrics;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Http;

/// <summary>Times every request by its route. What nobody has mapped is one route, and a method that nobody knows one method: strangers make no series.</summary>
internal sealed class RequestMeter(RequestDelegate next, CoordinatorMetrics metrics, TimeProvider time)
{
    public async Task Invoke(HttpContext context)
    {
        var begun = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var endpoint = context.GetEndpoint();
            var declared = endpoint?.Metadata.GetMetadata<EndpointDeclaration>() is not null;
            metrics.Answered(declared ? context.Request.Method : "other", declared ? Gate.Pattern(endpoint) : "other", context.Response.StatusCode, time.GetElapsedTime(begun));
        }
    }
}
