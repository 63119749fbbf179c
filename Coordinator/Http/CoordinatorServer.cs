using Coordinator.Artefacts;
using Coordinator.Ledger;
using Coordinator.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Http;

/// <summary>What the HTTP side serves.</summary>
/// <param name="Tokens">And <paramref name="Tail"/>: told of the ledger's events by whoever follows it.</param>
internal sealed record ServedParts(
    IStanding Standing, ILedgerReader Ledger, TokenBook Tokens, LedgerTail Tail, IArtefactStore Artefacts, ReignLog Log, TimeProvider Time);

/// <summary>The coordinator's HTTP side.</summary>
internal sealed class CoordinatorServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpMessageInvoker toLeader;

    private CoordinatorServer(WebApplication application, HttpMessageInvoker toLeader, FailedAttempts failures)
    {
        (this.application, this.toLeader, Failures) = (application, toLeader, failures);
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    /// <summary>Requests without a right token.</summary>
    public FailedAttempts Failures { get; }

    /// <summary>Every endpoint there is.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => EndpointsOf(application);

    /// <exception cref="Local.RefusedException">The options would send tokens in the clear, or their certificate cannot be used.</exception>
    public static async Task<CoordinatorServer> Start(ServerOptions options, ServedParts parts, CancellationToken cancellation)
    {
        options.Check();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var toLeader = ForwardToLeader.Client();
        var failures = new FailedAttempts(parts.Log, parts.Time);
        application.UseMiddleware<FailureCatch>(parts.Log);
        application.UseMiddleware<HostRule>(options);
        application.UseRouting();
        application.UseMiddleware<Gate>(parts.Tokens, failures, parts.Tail, parts.Log);
        application.UseMiddleware<ForwardToLeader>(parts.Standing, toLeader);
        Map(application, parts, application.Lifetime.ApplicationStopping);
        foreach (var endpoint in EndpointsOf(application))
            if (endpoint.Metadata.GetMetadata<EndpointDeclaration>() is null) throw new InvalidOperationException($"{endpoint.DisplayName} does not declare whom it lets in");
        await application.StartAsync(cancellation);
        return new CoordinatorServer(application, toLeader, failures);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        toLeader.Dispose();
    }

    private static void Map(IEndpointRouteBuilder routes, ServedParts parts, CancellationToken stopping)
    {
        var fleet = new FleetAccess(parts.Standing, parts.Ledger, parts.Time);
        new SweepEndpoints(fleet).Map(routes);
        new SweepChangeEndpoints(fleet, parts.Artefacts).Map(routes);
        new TrialEndpoints(fleet).Map(routes);
        new EventEndpoints(fleet, parts.Tail, parts.Time, stopping).Map(routes);
        new WorkerListEndpoints(fleet).Map(routes);
        new TokenEndpoints(fleet).Map(routes);
        new StatusEndpoints(fleet, parts.Time).Map(routes);
        new WorkerEndpoints(parts.Standing, parts.Artefacts, parts.Time).Map(routes);
        new ArtefactEndpoints(parts.Artefacts).Map(routes);
    }

    /// <summary>What a client may cost before it has shown who it is, and how slow it may be. A claim that waits for a trial is not slow: its body is there.</summary>
    private static void Limit(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = EndpointDeclaration.MostMeasured; // artefacts have a limit of their own
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = options.HeadersTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.LeastBytesPerSecond, options.BodyGrace);
        kestrel.Limits.MaxConcurrentConnections = options.MostConnections;
        // One connection, one request at a time: the limits above are all there is to know about it.
        kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static IReadOnlyList<RouteEndpoint> EndpointsOf(IEndpointRouteBuilder routes) => [.. routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
}
