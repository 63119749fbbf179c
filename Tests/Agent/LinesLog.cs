using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Tests.Agent;

/// <summary>Keeps what is logged, for tests that wait for it.</summary>
internal sealed class LinesLog : ILogger
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    public ChannelReader<string> Lines => lines.Reader;

    /// <summary>Passes over lines until one holds the text.</summary>
    public async Task<string> Comes(string text)
    {
        while (true)
        {
            var line = await Soon.Comes(Lines, $"a line of the log with '{text}'");
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Writer.TryWrite(formatter(state, exception));
}
