using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Coordinator.Hosting;

/// <summary>One line an event on standard error: for people in a terminal, JSON for everything else.</summary>
internal sealed class LineLogger(TextWriter output, bool isTerminal, TimeProvider time) : ILogger
{
    private readonly Lock sync = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
    {
        if (!IsEnabled(level)) return;
        var at = time.GetUtcNow();
        var line = isTerminal ? ForPeople(at, level, format(state, exception), exception) : ForPrograms(at, level, id, format(state, exception), exception);
        lock (sync) output.WriteLine(line);
    }

    private static string ForPeople(DateTimeOffset at, LogLevel level, string message, Exception? exception)
    {
        var mark = level >= LogLevel.Error ? "error: " : level == LogLevel.Warning ? "warning: " : "";
        var cause = exception is null ? "" : $": {exception.ToString().ReplaceLineEndings(" | ")}";
        return $"{at.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {mark}{message}{cause}";
    }

    private static string ForPrograms(DateTimeOffset at, LogLevel level, EventId id, string message, Exception? exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("time", at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", level >= LogLevel.Error ? "error" : level == LogLevel.Warning ? "warning" : "info");
            json.WriteNumber("event", id.Id);
            if (id.Name is { } name) json.WriteString("name", name);
            json.WriteString("message", message);
            if (exception is not null) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
