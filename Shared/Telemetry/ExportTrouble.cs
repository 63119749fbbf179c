using System.Diagnostics.Tracing;

namespace Shared.Telemetry;

/// <summary>Hears what OpenTelemetry's exporter cannot do, which it tells nobody else, and says the first of it.</summary>
internal sealed class ExportTrouble(Action<string> say) : EventListener
{
    private const int Longest = 300;

    private int said;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol") EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.Message is not { } message || Interlocked.Exchange(ref said, 1) == 1) return;
        // An exception's first line, without where it was thrown.
        var line = string.Format(message, [.. eventData.Payload ?? []]).Split('\n')[0].Trim();
        say(line.Length > Longest ? line[..Longest] : line);
    }
}
