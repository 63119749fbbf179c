using System.Diagnostics.Tracing;

namespace Shared.Telemetry;

/// <summary>Hears what OpenTelemetry's exporter cannot do, which it tells nobody else, and says the first of it.</summary>
internal sealed class ExportTrouble(Action<string> say) : EventListener
{
    private const int Longest = 300;

    private int said;

    /// <summary>Says a trouble's first line, an exception's without where it was thrown, unless one was said before.</summary>
    public void Say(string trouble)
    {
        if (Interlocked.Exchange(ref said, 1) == 1) return;
        var line = trouble.Split('\n')[0].Trim();
        say(line.Length > Longest ? line[..Longest] : line);
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol") EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.Message is { } message) Say(string.Format(message, [.. eventData.Payload ?? []]));
    }
}
