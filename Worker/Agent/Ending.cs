namespace Worker.Agent;

/// <summary>
/// How a worker comes to its end, in up to three steps: it claims nothing further, it hands its trials back, it gives up
/// delivering. A signal takes them one after the other; a coordinator that drains it asks for the first alone.
/// </summary>
/// <param name="drain">How long trials may train on after a signal.</param>
/// <param name="handBack">How long handing back may take.</param>
internal sealed class Ending(TimeSpan drain, TimeSpan handBack, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource claiming = new();
    private readonly CancellationTokenSource training = new();
    private readonly CancellationTokenSource delivering = new();
    private readonly List<ITimer> timers = [];

    /// <summary>Cancelled: no trial is claimed any more.</summary>
    public CancellationToken NoMore => claiming.Token;

    /// <summary>Cancelled: trials that are not trained by now are handed back.</summary>
    public CancellationToken HandBack => training.Token;

    /// <summary>Cancelled: what is not delivered by now is given up.</summary>
    public CancellationToken Deadline => delivering.Token;

    /// <summary>How long handing back may take once it has begun.</summary>
    public TimeSpan HandBackTime => handBack;

    /// <summary>The worker finishes what it holds.</summary>
    public void Finish() => claiming.Cancel();

    /// <summary>The process is to end: what is not finished in time is handed back.</summary>
    public void Drain() => Begin(drain);

    /// <summary>The worker cannot go on: everything is handed back at once.</summary>
    public void Abort() => Begin(TimeSpan.Zero);

    /// <summary>Waits for a timer that is just firing.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var timer in timers) await timer.DisposeAsync();
        claiming.Dispose();
        training.Dispose();
        delivering.Dispose();
    }

    private void Begin(TimeSpan trainOn)
    {
        claiming.Cancel();
        if (trainOn == TimeSpan.Zero) training.Cancel();
        else After(trainOn, training);
        After(trainOn + handBack, delivering);
    }

    private void After(TimeSpan wait, CancellationTokenSource step)
    {
        var timer = time.CreateTimer(_ => step.Cancel(), null, wait, Timeout.InfiniteTimeSpan);
        lock (timers) timers.Add(timer);
    }
}
