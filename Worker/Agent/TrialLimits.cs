namespace Worker.Agent;

/// <summary>How long a trial is waited for.</summary>
/// <param name="Training">The most it may take; null: no limit.</param>
/// <param name="Silence">The most time without a line of any kind from its trainer, which hangs then; null: no limit.</param>
internal sealed record TrialLimits(TimeSpan? Training, TimeSpan? Silence)
{
    /// <summary>How long a trial may go on after it was asked to stop: an epoch, the test part and the weights.</summary>
    public static readonly TimeSpan Stopping = TimeSpan.FromSeconds(30);

    /// <summary>How long a trainer whose time is up is heard out, before it is given up.</summary>
    public static readonly TimeSpan LastLook = TimeSpan.FromSeconds(1);
}
