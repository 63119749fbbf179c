using System.Text;
using Coordinator.Metrics;
using Coordinator.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shared.Exposition;

namespace Coordinator.Http;

/// <summary>
/// What Prometheus scrapes, of this very coordinator: a stand-by answers for itself. The instruments are <see cref="System.Diagnostics.Metrics"/>, so that
/// OpenTelemetry's exporter could take this endpoint's place.
/// </summary>
/// <param name="audience">Whom it lets in.</param>
internal sealed class MetricsEndpoint(CoordinatorMetrics metrics, IStanding standing, TimeProvider time, Audience audience)
{
    public void Map(IEndpointRouteBuilder routes) => routes.Map(
        "GET", "/metrics", new(audience, "Every metric of this coordinator, for Prometheus") { ReplyMedia = [ExpositionFormat.Prometheus.Media, ExpositionFormat.OpenMetrics.Media] }, Scrape);

    private async Task<IResult> Scrape(HttpContext context)
    {
        await metrics.Look(standing, time, context.RequestAborted);
        var format = ExpositionFormat.Negotiate(context.Request.Headers.Accept.ToString());
        return new Exposed(format.ContentType, Encoding.UTF8.GetBytes(format.Write(metrics.Collector.Collect())));
    }

    private sealed class Exposed(string contentType, byte[] text) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }
    }
}
