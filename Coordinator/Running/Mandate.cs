namespace Coordinator.Running;

/// <summary>
/// Until when this coordinator may answer as the active one, by its own monotonic clock. Once another may have taken over, it keeps
/// silent, also if it was asleep and nobody could tell it.
/// </summary>
internal sealed class Mandate(TimeProvider time)
{
    /// <summary>Of a coordinator that no other can take over from.</summary>
    public static readonly Mandate Unlimited = new(TimeProvider.System) { until = long.MaxValue };

    private long until = long.MinValue;

    public bool Holds => time.GetTimestamp() < Volatile.Read(ref until);

    /// <summary>How long it holds without a further renewal.</summary>
    public TimeSpan Left => Holds ? time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref until)) : TimeSpan.Zero;

    /// <param name="since">Timestamp before the renewal was asked for: the lease began no earlier.</param>
    public void Renew(long since, TimeSpan duration) => Volatile.Write(ref until, since + (long)(duration.TotalSeconds * time.TimestampFrequency));

    public void End() => Volatile.Write(ref until, long.MinValue);
}
