using System.Text;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// Passes on what an attempt's trainer prints, in batches, while it trains. Training never waits for it, and no trouble with it becomes the attempt's;
/// what could not be sent goes with the outcome. Lines are numbered, so that whatever is said twice is kept once.
/// </summary>
internal sealed class LogRelay : IAsyncDisposable
{
    /// <summary>How long the first line of a batch waits for company: most that print, print several lines.</summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(500);

    /// <summary>An attempt that is no longer held has this long for its last lines.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>Characters, and a few for each line, after which a batch is long enough.</summary>
    private const int LongBatch = 256 << 10, PerLine = 40;

    private readonly CoordinatorClient coordinator;
    private readonly AttemptToken attempt;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly List<LogLine> pending = [];
    private readonly SemaphoreSlim arrived = new(0, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly Task sending;
    private int sequence;
    private bool isClosed;

    public LogRelay(CoordinatorClient coordinator, AttemptToken attempt, TimeProvider time)
    {
        (this.coordinator, this.attempt, this.time) = (coordinator, attempt, time);
        sending = SendAsync();
    }

    /// <param name="line">At most <see cref="LogLine.Longest"/> bytes; what is no UTF-8 among them is replaced.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            if (isClosed) return;
            pending.Add(new LogLine(++sequence, TextOf(line)));
            if (arrived.CurrentCount == 0) arrived.Release();
        }
    }

    /// <summary>Stops sending, and returns what the coordinator has not confirmed.</summary>
    public async Task<IReadOnlyList<LogLine>> EndAsync()
    {
        await ending.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) return [.. pending];
    }

    /// <summary>For an attempt that has no outcome to tell.</summary>
    public async Task SayLastAsync(IReadOnlyList<LogLine> lines)
    {
        if (lines.Count == 0) return;
        using var patience = new CancellationTokenSource(LastWords, time);
        try
        {
            await coordinator.LogAsync(attempt, new LogRequest(lines), patience.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or RefusedException)
        {
            // The coordinator is away, or knows nothing of the attempt any more. The worker's own copy is all there is.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        ending.Dispose();
        arrived.Dispose();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            await arrived.WaitAsync(ending.Token);
            await Task.Delay(Company, time, ending.Token);
            while (NextBatch() is { Count: > 0 } batch)
            {
                if (await IsFullAsync(batch))
                {
                    Close();
                    return;
                }
                lock (gate) pending.RemoveRange(0, batch.Count);
            }
        }
    }

    private async Task<bool> IsFullAsync(IReadOnlyList<LogLine> batch)
    {
        try
        {
            return (await coordinator.LogAsync(attempt, new LogRequest(batch), ending.Token)).IsFull;
        }
        catch (RefusedException)
        {
            return true;
        }
    }

    private List<LogLine> NextBatch()
    {
        lock (gate)
        {
            var size = 0;
            return [.. pending.TakeWhile(line => (size += line.Text.Length + PerLine) - line.Text.Length - PerLine < LongBatch)];
        }
    }

    private void Close()
    {
        lock (gate)
        {
            isClosed = true;
            pending.Clear();
        }
    }

    /// <summary>A replacement is longer than what it stands for, and a line must not outgrow its limit by it.</summary>
    private static string TextOf(ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\r']) line = line[..^1];
        var text = Encoding.UTF8.GetString(line);
        while (Encoding.UTF8.GetByteCount(text) > LogLine.Longest) text = text[..(text.Length - 1 - ((Encoding.UTF8.GetByteCount(text) - LogLine.Longest) / 4))];
        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }
}
