using Coordinator.Artefacts;
using Coordinator.Ledger;
using Coordinator.Logs;
using Coordinator.Metrics;
using Coordinator.Running;
using Coordinator.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Http;

/// <summary>What the HTTP side serves.</summary>
/// <param name="Tokens">And <paramref name="Tail"/>: told of the ledger's events by whoever follows it.</param>
internal sealed record ServedParts(
    IStanding Standing, ILedgerReader Ledger, TokenBook Tokens, LedgerTail Tail, IArtefactStore Artefacts, TrialLogs Logs, CoordinatorMetrics Metrics, ReignLog Log, TimeProvider Time);

/// <summary>The coordinator's HTTP side.</summary>
internal sealed class CoordinatorServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpMessageInvoker toLeader;
    private readonly EventEndpoints events;
    private readonly FittedForests forests;

    private CoordinatorServer(WebApplication application, HttpMessageInvoker toLeader, FailedAttempts failures, EventEndpoints events, FittedForests forests)
    {
        (this.application, this.toLeader, Failures, this.events, this.forests) = (application, toLeader, failures, events, forests);
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    /// <summary>Requests without a right token.</summary>
    public FailedAttempts Failures { get; }

    /// <summary>How many watch events at the moment.</summary>
    public int Watchers => events.Watchers;

    /// <summary>Every endpoint there is.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => EndpointsOf(application);

    /// <exception cref="Local.RefusedException">The options would send tokens in the clear, or their certificate cannot be used.</exception>
    public static async Task<CoordinatorServer> Start(ServerOptions options, ServedParts parts, CancellationToken cancellation)
    {
        options.Check();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var certificate = options.Tls is { } source ? ServerCertificate.Open(source, parts.Log, parts.Time) : null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limit(kestrel, options, certificate));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var toLeader = ToLeader(certificate);
        var failures = new FailedAttempts(parts.Log, parts.Time);
        application.UseMiddleware<RequestMeter>(parts.Metrics, parts.Time);
        application.UseMiddleware<FailureCatch>(parts.Log);
        application.UseMiddleware<HostRule>(options);
        application.UseMiddleware<PageDoor>(parts.Tokens, failures, parts.Time);
        application.UseRouting();
        application.UseMiddleware<Gate>(parts.Tokens, failures, parts.Tail, parts.Log);
        application.UseMiddleware<RequestTrace>();
        application.UseMiddleware<ForwardToLeader>(parts.Standing, toLeader, parts.Log);
        var fleet = new FleetAccess(parts.Standing, parts.Ledger, parts.Time);
        var events = new EventEndpoints(fleet, parts.Tail, parts.Tokens, options.WatcherPatience, parts.Time, application.Lifetime.ApplicationStopping);
        events.Map(application);
        var forests = new FittedForests();
        Map(application, fleet, forests, parts, options);
        foreach (var endpoint in EndpointsOf(application))
            if (endpoint.Metadata.GetMetadata<EndpointDeclaration>() is null) throw new InvalidOperationException($"{endpoint.DisplayName} does not declare whom it lets in");
        await application.StartAsync(cancellation);
        return new CoordinatorServer(application, toLeader, failures, events, forests);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        toLeader.Dispose();
        forests.Dispose();
    }

    private static void Map(IEndpointRouteBuilder routes, FleetAccess fleet, FittedForests forests, ServedParts parts, ServerOptions options)
    {
        new SweepEndpoints(fleet).Map(routes);
        new SweepChangeEndpoints(fleet, parts.Artefacts, parts.Logs).Map(routes);
        new TrialEndpoints(fleet).Map(routes);
        new EvaluationEndpoints(fleet, parts.Artefacts).Map(routes);
        new ColumnsEndpoint(fleet).Map(routes);
        new LogEndpoints(fleet, parts.Logs).Map(routes);
        new TimelineEndpoint(fleet).Map(routes);
        new ImportanceEndpoints(fleet, forests).Map(routes);
        new WorkerListEndpoints(fleet).Map(routes);
        new TokenEndpoints(fleet).Map(routes);
        new StatusEndpoints(fleet, parts.Time).Map(routes);
        new CallerEndpoint(parts.Time).Map(routes);
        new WorkerEndpoints(parts.Standing, parts.Artefacts, parts.Logs, parts.Time).Map(routes);
        new ArtefactEndpoints(parts.Artefacts).Map(routes);
        new MetricsEndpoint(parts.Metrics, parts.Standing, parts.Time, options.MetricsOpen ? Audience.Everybody : Audience.Viewers).Map(routes);
        new SessionEndpoints(parts.Tokens, options, parts.Time).Map(routes);
        new PageEndpoints().Map(routes);
        new OpenApiEndpoint(() => EndpointsOf(routes)).Map(routes);
    }

    /// <summary>What a client may cost before it has shown who it is, and how slow it may be. A claim that waits for a trial is not slow: its body is there.</summary>
    private static void Limit(KestrelServerOptions kestrel, ServerOptions options, ServerCertificate? certificate)
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
        kestrel.Listen(options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is null) return;
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Handshake()), HandshakeTimeout = options.HeadersTimeout });
        });
    }

    private static HttpMessageInvoker ToLeader(ServerCertificate? certificate)
    {
        var handler = ForwardToLeader.Handler();
        if (certificate is not null) handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, problems) => certificate.Trusts(shown, problems);
        return new HttpMessageInvoker(handler);
    }

    private static IReadOnlyList<RouteEndpoint> EndpointsOf(IEndpointRouteBuilder routes) => [.. routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
}
