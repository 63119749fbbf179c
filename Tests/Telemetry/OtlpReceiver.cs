using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Telemetry;

/// <param name="Service">Who sent it.</param>
/// <param name="Parent">Empty: it is a trace's first.</param>
internal sealed record ReceivedSpan(string Service, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags);

/// <summary>Receives OTLP over HTTP on loopback, and keeps what it got: opentelemetry-proto's collector service, with the fields that tests look at.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Lock sync = new();
    private readonly List<ReceivedSpan> spans = [];
    private readonly HashSet<(string Service, string Metric)> metrics = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication application) => this.application = application;

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
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "250",
    };

    public static async Task<OtlpReceiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new OtlpReceiver(builder.Build());
        receiver.application.Run(receiver.Receive);
        await receiver.application.StartAsync();
        return receiver;
    }

    public IReadOnlyList<string> MetricsOf(string service)
    {
        lock (sync) return [.. metrics.Where(metric => metric.Service == service).Select(metric => metric.Metric).Order(StringComparer.Ordinal)];
    }

    /// <summary>Waits until a service has sent a metric.</summary>
    public async Task Comes(string service, string metric)
    {
        while (true)
        {
            Task next;
            lock (sync)
            {
                if (metrics.Contains((service, metric))) return;
                next = arrived.Task;
            }
            await next;
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task Receive(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var message = new ProtobufMessage(body.ToArray());
        lock (sync)
        {
            foreach (var ofResource in message.Messages(1))
            {
                var service = Tags(ofResource.Messages(1).Single(), 1)["service.name"];
                foreach (var sent in ofResource.Messages(2).SelectMany(scope => scope.Messages(2)))
                {
                    if (context.Request.Path == "/v1/metrics") metrics.Add((service, sent.Text(1)));
                    else spans.Add(new ReceivedSpan(service, sent.Hex(1), sent.Hex(2), sent.Hex(4), sent.Text(5), Tags(sent, 9)));
                }
            }
            arrived.SetResult();
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        context.Response.ContentType = "application/x-protobuf";
    }

    private static Dictionary<string, string> Tags(ProtobufMessage message, int number) =>
        message.Messages(number).ToDictionary(tag => tag.Text(1), tag => tag.Messages(2).Single() is var value && value.Has(3) ? value.Number(3).ToString()! : value.Text(1));
}
