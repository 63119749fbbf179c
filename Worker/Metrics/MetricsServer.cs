using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shared.Exposition;
using Worker.Devices;

namespace Worker.Metrics;

/// <summary>Serves <c>GET /metrics</c> and nothing else, without a token: figures about this machine, and no names but its own.</summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private MetricsServer(WebApplication application)
    {
        this.application = application;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<MetricsServer> StartAsync(IPEndPoint listen, WorkerMetrics metrics, Machine machine, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 16;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(listen);
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, metrics, machine));
        await application.StartAsync(cancel);
        return new MetricsServer(application);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, WorkerMetrics metrics, Machine machine)
    {
        if (context.Request.Path != "/metrics" || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await metrics.Look(machine, context.RequestAborted);
        var format = ExpositionFormat.Negotiate(context.Request.Headers.Accept.ToString());
        context.Response.ContentType = format.ContentType;
        await context.Response.WriteAsync(format.Write(metrics.Collector.Collect()), context.RequestAborted);
    }
}
