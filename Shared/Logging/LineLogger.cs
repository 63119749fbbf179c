using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Shared.Logging;

/// <summary>
/// One line an event: for people in a terminal, JSON for everything else. In JSON an event has its number, its name and what its message is made of, each
/// under its own name, and within a <see cref="LogScope"/> the sweep, trial and attempt that it is about.
/// </summary>
public sealed class LineLogger(TextWriter output, LogFormat format, bool isTerminal, LogLevel least, TimeProvider time) : ILogger
{
    private readonly Lock sync = new();
    private readonly LoggerExternalScopeProvider scopes = new();
    private readonly bool isForPeople = format == LogFormat.Text || (format == LogFormat.Auto && isTerminal);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var (at, message) = (time.GetUtcNow(), formatter(state, exception));
        var line = isForPeople ? ForPeople(at, logLevel, message, exception) : ForPrograms(at, logLevel, eventId, message, state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], exception);
        lock (sync) output.WriteLine(line);
    }

    private LogScope? Scope()
    {
        LogScope? innermost = null;
        scopes.ForEachScope<object?>((scope, _) => innermost = scope as LogScope ?? innermost, null);
        return innermost;
    }

    private string ForPeople(DateTimeOffset at, LogLevel level, string message, Exception? exception)
    {
        var mark = level >= LogLevel.Error ? "error: " : level == LogLevel.Warning ? "warning: " : "";
        var about = Scope() is { } scope && !message.Contains(scope.ToString(), StringComparison.Ordinal) ? $"{scope}: " : "";
        var cause = exception is null ? "" : $": {exception}";
        return $"{at.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {mark}{about}{OneLine($"{message}{cause}")}";
    }

    /// <summary>What a stranger's word is made of must neither begin a line of its own nor command the terminal.</summary>
    private static string OneLine(string text)
    {
        text = text.ReplaceLineEndings(" | ");
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
    }

    private string ForPrograms(DateTimeOffset at, LogLevel level, EventId id, string message, IReadOnlyList<KeyValuePair<string, object?>> parts, Exception? exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("time", at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", level >= LogLevel.Error ? "error" : level == LogLevel.Warning ? "warning" : level == LogLevel.Information ? "info" : "debug");
            json.WriteNumber("event", id.Id);
            if (id.Name is { } name) json.WriteString("name", name);
            json.WriteString("message", message);
            if (Scope() is { } scope)
            {
                json.WriteString("sweep", scope.Sweep);
                json.WriteNumber("trial", scope.Trial);
                json.WriteNumber("attempt", scope.Attempt);
            }
            WriteParts(json, parts);
            if (exception is not null) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Beside the rest, and under no name that the rest may have: a message's own trial is told where no scope tells it.</summary>
    private void WriteParts(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> parts)
    {
        var isScoped = Scope() is not null;
        foreach (var (name, value) in parts)
        {
            var key = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
            if (name == "{OriginalFormat}" || key is "time" or "level" or "event" or "name" or "message" or "exception" || (isScoped && key is "sweep" or "trial" or "attempt")) continue;
            switch (value)
            {
                case null: json.WriteNull(key); break;
                case int number: json.WriteNumber(key, number); break;
                case long number: json.WriteNumber(key, number); break;
                case double number when double.IsFinite(number): json.WriteNumber(key, number); break;
                case bool truth: json.WriteBoolean(key, truth); break;
                default: json.WriteString(key, string.Format(CultureInfo.InvariantCulture, "{0}", value)); break;
            }
        }
    }
}
