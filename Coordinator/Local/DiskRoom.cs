namespace Coordinator.Local;

/// <summary>
/// Ends a run while there is still room for what is under way. A disk that is really full hits whoever writes next: a
/// trainer with its weights would look like a trial at fault, and the ledger could not even say that it ended.
/// </summary>
/// <param name="path">The state directory.</param>
internal sealed class DiskRoom(string path, TimeProvider time)
{
    /// <summary>What a few models, their logs and the ledger's journal may take between two looks.</summary>
    public const long Least = 64 << 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <exception cref="SetUpException">There is less than <see cref="Least"/>.</exception>
    public void Require()
    {
        if (Shortage() is { } shortage) throw shortage;
    }

    /// <summary>Completes once there is too little.</summary>
    public async Task<Exception> RunsOut(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (true)
        {
            if (Shortage() is { } shortage) return shortage;
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private SetUpException? Shortage()
    {
        var free = new DriveInfo(path).AvailableFreeSpace;
        return free >= Least ? null : new SetUpException(
            $"the disk with {path} is full: it has {free >> 20} MiB left, and a run needs {Least >> 20}. Nothing finished is lost: free some space, and the same command goes on");
    }
}
