using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tests.Http;

/// <summary>Keeps what is logged, for tests to read.</summary>
internal sealed class CollectedLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> lines = [];

    public IEnumerable<string> Lines => lines.Select(entry => entry.Line);

    public IEnumerable<string> Errors => lines.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Line);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}"));
}
