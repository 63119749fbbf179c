namespace Worker.Agent;

/// <summary>How long a trial is waited for.</summary>
/// <param name="Training">The most it may take; null: no limit.</param>
/// <param name="Silence">The most time without a line of any kind from its trainer, which hangs then; null: no limit.</param>
internal sealed record TrialLimits(TimeSpan? Training, TimeSpan? Silence)
{
    /// <summary>How long a trial may go on after it was asked to stop: an epoch, the test part and the weights.</summary>
    public static readonly TimeSpan Stopping = TimeSpan.FromSeconds(30);

    /// <summary>A worker that looks so much later than it was to stood still itself.</summary>
    public static readonly TimeSpan Standstill = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a trainer whose time is up is heard out then, before it is given up.</summary>
    public static readonly TimeSpan LastLook = TimeSpan.FromSeconds(1);
}
