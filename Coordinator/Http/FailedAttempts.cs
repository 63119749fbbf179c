using System.Net;
using Coordinator.Running;

namespace Coordinator.Http;

/// <summary>Counts requests without a right token, and logs that there were some: one line in a while, however many there are.</summary>
internal sealed class FailedAttempts(ReignLog log, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock sync = new();
    private long? lastLogged;
    private long unsaid;

    /// <summary>Since the start.</summary>
    public long Total { get; private set; }

    public void Count(IPAddress? from)
    {
        lock (sync)
        {
            Total++;
            unsaid++;
            if (lastLogged is { } last && time.GetElapsedTime(last) < Quiet) return;
            log.NotAuthenticated(unsaid, from?.ToString() ?? "an unknown address");
            (lastLogged, unsaid) = (time.GetTimestamp(), 0);
        }
    }
}
