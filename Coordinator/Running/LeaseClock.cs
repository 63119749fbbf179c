using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Running;

/// <summary>
/// Keeps the leases of running attempts, and the presence of workers, in memory, by this machine's monotonic clock:
/// renewals are no events. What is found at the beginning of a reign gets its full time, and so does everything when the
/// clock itself was late, since then it cannot tell a silent worker from its own sleep.
/// </summary>
/// <param name="duration">How long a lease lasts without a renewal: longer than a worker's pauses, shorter than people's patience.</param>
internal sealed class LeaseClock(TimeSpan duration, TimeProvider time, ReignLog log) : IReignObserver
{
    private readonly Lock sync = new();
    private readonly Dictionary<AttemptToken, long> deadlines = [];
    private readonly Dictionary<TrialId, AttemptToken> holders = [];
    private readonly Dictionary<WorkerLife, long> presences = [];
    private readonly HashSet<WorkerLife> draining = [];

    public TimeSpan Duration => duration;

    /// <summary>When the clock last looked at all leases and acted on them; one that stays behind is stuck.</summary>
    public DateTimeOffset LastLook { get; private set; }

    private TimeSpan Period => duration / 6;

    /// <summary>How long a worker that says nothing still counts: twice as long as what it holds, so that leases end first.</summary>
    private TimeSpan Presence => duration * 2;

    /// <summary>A worker is there, and so are its attempts. null: it is not known here, and has to join again.</summary>
    public RenewReply? Renew(WorkerLife worker, IReadOnlyList<AttemptToken> attempts)
    {
        lock (sync)
        {
            if (!presences.ContainsKey(worker)) return null;
            presences[worker] = Deadline(Presence);
            return new RenewReply(Renew(attempts), draining.Contains(worker));
        }
    }

    /// <summary>A worker is there.</summary>
    public void See(WorkerLife worker)
    {
        lock (sync)
            if (presences.ContainsKey(worker)) presences[worker] = Deadline(Presence);
    }

    /// <summary>How long ago a worker was last heard of, by this coordinator; null: it is not known.</summary>
    public TimeSpan? SinceHeard(WorkerLife worker)
    {
        lock (sync) return presences.TryGetValue(worker, out var deadline) ? Presence - time.GetElapsedTime(time.GetTimestamp(), deadline) : null;
    }

    /// <summary>Renews leases; those of the attempts that are not held any more are returned.</summary>
    public IReadOnlyList<AttemptToken> Renew(IReadOnlyList<AttemptToken> attempts)
    {
        var ended = new List<AttemptToken>();
        lock (sync)
        {
            foreach (var token in attempts)
            {
                if (deadlines.ContainsKey(token)) deadlines[token] = Deadline(duration);
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
            // Submitted together: a thousand leases that end at once are one append.
            await Task.WhenAll(Overdue(deadlines).Select(token => reign.Submit(new FleetCommand.Expire(token, now), state => state.Position)));
            await Task.WhenAll(Overdue(presences).Select(worker => reign.Submit(new FleetCommand.Expel(worker, now), state => state.Position)));
            await reign.Submit(new FleetCommand.Tick(now), state => state.Position);
            LastLook = now;
        }
    }

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state)
    {
        lock (sync)
        {
            foreach (var sweep in state.Sweeps.Values)
                foreach (var number in sweep.Running)
                    if (sweep[number].Phase is TrialPhase.Running running) holders[new TrialId(sweep.Spec.Name, number)] = running.Token;
            foreach (var token in holders.Values) deadlines[token] = 0;
            foreach (var worker in state.Workers.Values)
            {
                presences[worker.Life] = 0;
                if (worker.IsDraining) draining.Add(worker.Life);
            }
        }
        RenewAll();
    }

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
                    deadlines[e.Token] = Deadline(duration);
                    break;
                case LedgerEvent.WorkerJoined e:
                    // An earlier life of the same name is over.
                    foreach (var earlier in presences.Keys.Where(life => life.Name == e.Worker.Name && life != e.Worker).ToList()) Forget(earlier);
                    presences[e.Worker] = Deadline(Presence);
                    break;
                case LedgerEvent.WorkerLeft e: Forget(e.Worker); break;
                case LedgerEvent.WorkerExpelled e: Forget(e.Worker); break;
                case LedgerEvent.WorkerDraining e: draining.Add(e.Worker); break;
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

    private void Forget(WorkerLife worker)
    {
        presences.Remove(worker);
        draining.Remove(worker);
    }

    private List<T> Overdue<T>(Dictionary<T, long> times) where T : notnull
    {
        var now = time.GetTimestamp();
        lock (sync) return [.. times.Where(entry => entry.Value <= now).Select(entry => entry.Key)];
    }

    private void RenewAll()
    {
        lock (sync)
        {
            foreach (var token in deadlines.Keys.ToList()) deadlines[token] = Deadline(duration);
            foreach (var worker in presences.Keys.ToList()) presences[worker] = Deadline(Presence);
        }
    }

    private long Deadline(TimeSpan length) => time.GetTimestamp() + (long)(length.TotalSeconds * time.TimestampFrequency);
}
