namespace Coordinator.Running;

/// <summary>
/// The wall clock as it was at the beginning, moved on by the monotonic one: a clock that is set, or a machine that slept,
/// takes nothing from a sweep's time.
/// </summary>
internal sealed class SteadyTime(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset begun = time.GetUtcNow();
    private readonly long start = time.GetTimestamp();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => begun + time.GetElapsedTime(start);

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
