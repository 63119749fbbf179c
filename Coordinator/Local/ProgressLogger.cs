using Microsoft.Extensions.Logging;

namespace Coordinator.Local;

/// <summary>What the coordinator logs, as lines among the progress: on one machine the one who runs it is the one who reads it.</summary>
internal sealed class ProgressLogger(IProgress progress) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) progress.Say($"{(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}{(exception is null ? "" : $": {exception}")}");
    }
}
