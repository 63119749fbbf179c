using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Running;

/// <summary>
/// Keeps the leases of running attempts in memory, by this machine's monotonic clock: renewals are no events. An attempt
/// found at the beginning of a reign gets a full lease, and so does every one when the clock itself was late,
/// since then it cannot tell a silent worker from its own sleep.
/// </summary>
/// <param name="duration">How long a lease lasts without a renewal: longer than a worker's pauses, shorter than people's patience.</param>
internal sealed class LeaseClock(TimeSpan duration, TimeProvider time, ReignLog log) : IReignObserver
{
    private readonly Lock sync = new();
    private readonly Dictionary<AttemptToken, long> deadlines = [];
    private readonly Dictionary<TrialId, AttemptToken> holders = [];

    public TimeSpan Duration => duration;

    /// <summary>When the clock last looked at all leases and acted on them; one that stays behind is stuck.</summary>
    public DateTimeOffset LastLook { get; private set; }

    private TimeSpan Period => duration / 6;

    /// <summary>Renews leases; those of the attempts that are not held any more are returned.</summary>
    public IReadOnlyList<AttemptToken> Renew(IReadOnlyList<AttemptToken> attempts)
    {
        var ended = new List<AttemptToken>();
        lock (sync)
        {
            foreach (var token in attempts)
            {
                if (deadlines.ContainsKey(token)) deadlines[token] = NewDeadline();
                else ended.Add(token);
            }
        }
        return ended;
    }

    /// <summary>Ends attempts whose lease has run out, until cancelled.</summary>
    public async Task Run(Reign reign, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, time);
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var late = time.GetElapsedTime(last) - Period;
            last = time.GetTimestamp();
            if (late > duration / 2)
            {
                log.LeaseClockLate(late.TotalSeconds);
                RenewAll();
            }
            var now = time.GetUtcNow();
            foreach (var token in Expired())
                await reign.Submit(new FleetCommand.Expire(token, now), state => state.Position);
            await reign.Submit(new FleetCommand.Tick(now), state => state.Position);
            LastLook = now;
        }
    }

    void IReignObserver.Remember(LedgerEvent past) => Observe(past);

    void IReignObserver.Begin(FleetState state) => RenewAll();

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        foreach (var next in events) Observe(next);
    }

    private void Observe(LedgerEvent next)
    {
        lock (sync)
        {
            switch (next)
            {
                case LedgerEvent.AttemptStarted e:
                    holders[new TrialId(e.Sweep, e.Trial)] = e.Token;
                    deadlines[e.Token] = NewDeadline();
                    break;
                case LedgerEvent.TrialCompleted e: End(new TrialId(e.Sweep, e.Trial)); break;
                case LedgerEvent.AttemptFailed e: End(new TrialId(e.Sweep, e.Trial)); break;
                case LedgerEvent.AttemptHandedBack e: End(new TrialId(e.Sweep, e.Trial)); break;
                case LedgerEvent.SweepDeleted e:
                    foreach (var trial in holders.Keys.Where(trial => trial.Sweep == e.Sweep).ToList()) End(trial);
                    break;
            }
        }
    }

    private void End(TrialId trial)
    {
        if (holders.Remove(trial, out var token)) deadlines.Remove(token);
    }

    private List<AttemptToken> Expired()
    {
        var now = time.GetTimestamp();
        lock (sync) return [.. deadlines.Where(lease => lease.Value <= now).Select(lease => lease.Key)];
    }

    private void RenewAll()
    {
        lock (sync)
        {
            var deadline = NewDeadline();
            foreach (var token in deadlines.Keys.ToList()) deadlines[token] = deadline;
        }
    }

    private long NewDeadline() => time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
