using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Telemetry;

/// <param name="Service">Who sent it.</param>
/// <param name="Parent">Empty: it is a trace's first.</param>
internal sealed record ReceivedSpan(string Service, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags);

/// <summary>Receives OTLP on loopback, over HTTP or gRPC, and keeps what it got: opentelemetry-proto's collector service, with the fields that tests look at.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const string Http = "http/protobuf", Grpc = "grpc";

    /// <summary>A gRPC message: a byte for its compression, four for its length.</summary>
    private const int GrpcHeader = 5;

    private readonly WebApplication application;
    private readonly string protocol;
    private readonly Lock sync = new();
    private readonly List<ReceivedSpan> spans = [];
    private readonly HashSet<(string Service, string Metric)> metrics = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication application, string protocol) => (this.application, this.protocol) = (application, protocol);

    public IReadOnlyList<ReceivedSpan> Spans
    {
        get
        {
            lock (sync) return [.. spans];
        }
    }

    /// <summary>What a program has to find in its environment to send here, and soon.</summary>
    public Dictionary<string, string?> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "250",
    };

    /// <param name="protocol">As OpenTelemetry's variable names it.</param>
    public static async Task<OtlpReceiver> Start(string protocol = Http)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = protocol == Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build(), protocol);
        receiver.application.Run(receiver.Receive);
        await receiver.application.StartAsync();
        return receiver;
    }

    public IReadOnlyList<string> MetricsOf(string service)
    {
        lock (sync) return [.. metrics.Where(metric => metric.Service == service).Select(metric => metric.Metric).Order(StringComparer.Ordinal)];
    }

    /// <summary>Waits until a service has sent a metric.</summary>
    public Task Comes(string service, string metric) => Comes(() => metrics.Contains((service, metric)));

    /// <summary>Waits until such a span was sent.</summary>
    public Task Comes(Predicate<ReceivedSpan> span) => Comes(() => spans.Exists(span));

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task Comes(Func<bool> isThere)
    {
        while (true)
        {
            Task next;
            lock (sync)
            {
                if (isThere()) return;
                next = arrived.Task;
            }
            await next;
        }
    }

    private async Task Receive(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isMetrics = context.Request.Path.Value!.EndsWith(protocol == Grpc ? ".MetricsService/Export" : "/v1/metrics", StringComparison.Ordinal);
        var message = new ProtobufMessage(body.ToArray().AsMemory(protocol == Grpc ? GrpcHeader : 0));
        lock (sync)
        {
            foreach (var ofResource in message.Messages(1))
            {
                var service = Tags(ofResource.Messages(1).Single(), 1)["service.name"];
                foreach (var sent in ofResource.Messages(2).SelectMany(scope => scope.Messages(2)))
                {
                    if (isMetrics) metrics.Add((service, sent.Text(1)));
                    else spans.Add(new ReceivedSpan(service, sent.Hex(1), sent.Hex(2), sent.Hex(4), sent.Text(5), Tags(sent, 9)));
                }
            }
            arrived.SetResult();
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        context.Response.ContentType = protocol == Grpc ? "application/grpc" : "application/x-protobuf";
        if (protocol != Grpc) return;
        await context.Response.Body.WriteAsync(new byte[GrpcHeader], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static Dictionary<string, string> Tags(ProtobufMessage message, int number) =>
        message.Messages(number).ToDictionary(tag => tag.Text(1), tag => tag.Messages(2).Single() is var value && value.Has(3) ? value.Number(3).ToString()! : value.Text(1));
}
