using Shared.Randomness;

namespace Worker.Agent;

/// <summary>
/// Waits between attempts at something that has to succeed in the end: twice as long each time up to a limit, and a
/// random half of it, so that ten thousand workers do not come back in the same instant.
/// </summary>
internal sealed class Backoff(SeededGenerator random, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();

    /// <param name="failures">How often it has failed so far, from 1.</param>
    public Task WaitAsync(int failures, CancellationToken cancel)
    {
        var longest = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20)), Most.TotalSeconds);
        return Task.Delay(Spread(TimeSpan.FromSeconds(longest)), time, cancel);
    }

    /// <summary>Between half of a time and the whole of it: what many do at the same pace, they do not do together.</summary>
    public TimeSpan Spread(TimeSpan most)
    {
        lock (gate) return most * (0.5 + random.NextDouble() / 2);
    }
}
