using System.Net;
using Coordinator.Artefacts;
using Coordinator.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Coordinator.Http;

/// <summary>The coordinator's HTTP side.</summary>
internal sealed class CoordinatorServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private CoordinatorServer(WebApplication application, Uri address) => (this.application, Address) = (application, address);

    public Uri Address { get; }

    /// <param name="listen">Port 0: a free one.</param>
    public static async Task<CoordinatorServer> Start(
        IPEndPoint listen, string token, IStanding standing, WorkerEndpoints workers, ArtefactEndpoints artefacts, ReignLog log, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ArtefactEndpoints.MostBytes;
            kestrel.Listen(listen);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        application.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception error) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
            {
                log.RequestFailed(context.Request.Method, context.Request.Path, error);
                await Problems.Write(context, 500, "the coordinator failed on this request; its log says why");
            }
        });
        application.UseMiddleware<ApiKey>(token);
        application.UseMiddleware<ForwardToLeader>(standing, ForwardToLeader.Client());
        workers.Map(application);
        artefacts.Map(application);
        await application.StartAsync(cancellation);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new CoordinatorServer(application, new Uri(address));
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
