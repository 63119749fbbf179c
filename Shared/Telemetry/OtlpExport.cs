using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shared.Telemetry;

/// <summary>
/// Sends a process' meter and its traces by OTLP, where OTEL_EXPORTER_OTLP_ENDPOINT names a receiver; everything else is said by OpenTelemetry's own
/// variables as well. Nothing waits for it, and a receiver that is away costs figures and one line in the log.
/// </summary>
public sealed class OtlpExport : IAsyncDisposable
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const int UsualInterval = 60_000, Parting = 2_000;

    private readonly ExportTrouble trouble;
    private readonly MeterProvider meters;
    private readonly TracerProvider traces;
    private readonly Func<CancellationToken, Task> look;
    private readonly TimeSpan interval;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task sending;

    private OtlpExport(ResourceBuilder resource, string meter, string source, Func<CancellationToken, Task> look, Action<string> say, TimeProvider time)
    {
        (this.look, this.time) = (look, time);
        trouble = new ExportTrouble(say);
        var milliseconds = UsualInterval;
        meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(meter).AddOtlpExporter((_, reader) =>
        {
            // What is told of the ledger is looked up first, which the reader's own clock would not wait for.
            var periodic = reader.PeriodicExportingMetricReaderOptions;
            milliseconds = periodic.ExportIntervalMilliseconds ?? UsualInterval;
            periodic.ExportIntervalMilliseconds = int.MaxValue;
        }).Build();
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(source).AddOtlpExporter().Build();
        interval = TimeSpan.FromMilliseconds(milliseconds);
        sending = Task.Run(Send);
    }

    /// <summary>Begins before anything is measured: a histogram has what comes later.</summary>
    /// <param name="service">The process' name, unless OTEL_SERVICE_NAME gives another.</param>
    /// <param name="look">Brings what the meter tells up to date.</param>
    /// <param name="trouble">Told, once, why nothing is sent.</param>
    /// <returns>null: nobody wants it, or the address is none.</returns>
    public static OtlpExport? Begin(string service, string version, string meter, string source, Func<CancellationToken, Task> look, Action<string> trouble, TimeProvider time)
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is not { Length: > 0 } endpoint) return null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            trouble($"{Endpoint} must be an http or https URL, such as http://127.0.0.1:4317, but got '{endpoint}'");
            return null;
        }
        var resource = ResourceBuilder.CreateEmpty().AddService(service, serviceVersion: version).AddTelemetrySdk().AddEnvironmentVariableDetector();
        return new OtlpExport(resource, meter, source, look, trouble, time);
    }

    /// <summary>What is left goes out, if the receiver does not take too long.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sending;
        await Look(CancellationToken.None);
        await Task.Run(() =>
        {
            traces.Shutdown(Parting);
            meters.Shutdown(Parting);
        });
        traces.Dispose();
        meters.Dispose();
        trouble.Dispose();
        stopping.Dispose();
    }

    private async Task Send()
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                await Look(stopping.Token);
                meters.ForceFlush(Parting);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is left is sent by whoever ends it.
        }
    }

    /// <summary>Whatever goes wrong there is no reason for a program to end.</summary>
    private async Task Look(CancellationToken cancellation)
    {
        try
        {
            await look(cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            trouble.Say($"the figures cannot be brought up to date: {error.Message}");
        }
    }
}
