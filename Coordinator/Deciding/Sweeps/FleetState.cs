using Coordinator.Deciding.Access;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>
/// The fold of the whole ledger. <see cref="Evolve"/> is its only way to change, and changes in place: the writer's loop
/// owns the one live copy, and drops it to fold again when an append fails.
/// </summary>
public sealed class FleetState
{
    private readonly Dictionary<SweepName, SweepState> sweeps = [];
    private readonly Dictionary<string, WorkerState> workers = [];
    private readonly Dictionary<AttemptToken, AttemptRecord> attempts = [];
    private readonly Dictionary<string, WorkerHealth> health = [];
    private readonly Dictionary<string, AccessToken> tokens = [];
    private readonly Dictionary<string, KeyedLaunch> launches = [];

    /// <summary>Position of the last event; 0 before the first.</summary>
    public long Position { get; private set; }

    /// <summary>The reign of the active coordinator; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>When the last event was decided, by the clock of the present reign; null at its beginning.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    public IReadOnlyDictionary<SweepName, SweepState> Sweeps => sweeps;

    public IReadOnlyDictionary<string, WorkerState> Workers => workers;

    /// <summary>Every attempt that ever was, held or not.</summary>
    public IReadOnlyDictionary<AttemptToken, AttemptRecord> Attempts => attempts;

    /// <summary>What speaks against workers, by their names.</summary>
    public IReadOnlyDictionary<string, WorkerHealth> Health => health;

    /// <summary>Every token that ever was, by its id, revoked ones included.</summary>
    public IReadOnlyDictionary<string, AccessToken> Tokens => tokens;

    /// <summary>Launches by their idempotency keys.</summary>
    public IReadOnlyDictionary<string, KeyedLaunch> Launches => launches;

    public SweepState? Sweep(SweepName name) => sweeps.GetValueOrDefault(name);

    /// <summary>Time since the last event, by one and the same clock; zero where there is none to compare with or it went backwards.</summary>
    public TimeSpan SinceLastEvent(DateTimeOffset at) => LastAt is { } last && at > last ? at - last : TimeSpan.Zero;

    /// <summary>Time that a sweep has used since the last event: none while it is paused or over.</summary>
    public TimeSpan SinceLastEvent(SweepState sweep, DateTimeOffset at) => sweep.Ended is null && !sweep.IsPaused ? SinceLastEvent(at) : TimeSpan.Zero;

    /// <summary>Slots of the workers that a sweep's trials may run on.</summary>
    public int SlotsFor(SweepState sweep)
    {
        var slots = 0;
        foreach (var worker in workers.Values)
            if (sweep.Suits(worker) && !worker.IsDraining && !IsAside(worker.Life.Name)) slots += worker.Slots;
        return slots;
    }

    /// <summary>Whether another worker than this one could take a sweep's trials.</summary>
    public bool HasOtherFor(SweepState sweep, string worker) =>
        workers.Values.Any(other => other.Life.Name != worker && sweep.Suits(other) && !other.IsDraining && !IsAside(other.Life.Name));

    /// <summary>Whether a worker of this name is set aside; what it runs then is a probe.</summary>
    public bool IsAside(string worker) => health.Count > 0 && health.GetValueOrDefault(worker)?.Aside is not null;

    /// <summary>Whether the attempt is held now.</summary>
    public bool IsLive(AttemptToken token) => Live(token) is not null;

    /// <summary>The sweep, trial and phase of a live attempt, or null.</summary>
    public (SweepState Sweep, TrialState Trial, TrialPhase.Running Running)? Live(AttemptToken token) =>
        attempts.TryGetValue(token, out var attempt) &&
        sweeps.TryGetValue(attempt.Sweep, out var sweep) && sweep.LaunchedAt == attempt.LaunchedAt &&
        sweep[attempt.Trial].Phase is TrialPhase.Running running && running.Token == token
            ? (sweep, sweep[attempt.Trial], running)
            : null;

    /// <summary>Takes the next event of the ledger in.</summary>
    public void Evolve(LedgerEvent next)
    {
        Position++;
        CountTime(next);
        switch (next)
        {
            case LedgerEvent.LeadershipTaken e:
                Epoch = e.Epoch;
                // Times of two coordinators are never subtracted: whoever is set aside begins anew.
                foreach (var worker in health.Values)
                    if (worker.Aside is { } aside) worker.Aside = aside with { Since = e.At };
                break;
            case LedgerEvent.WorkerJoined e:
                workers[e.Worker.Name] = new WorkerState(e.Worker, e.Slots, e.Device, e.Labels ?? WorkerLabels.None, e.At, workers.GetValueOrDefault(e.Worker.Name));
                break;
            case LedgerEvent.WorkerLeft e:
                workers.Remove(e.Worker.Name);
                break;
            case LedgerEvent.WorkerExpelled e:
                workers.Remove(e.Worker.Name);
                break;
            case LedgerEvent.WorkerDraining e:
                workers[e.Worker.Name].IsDraining = true;
                break;
            case LedgerEvent.WorkerSetAside e:
                var bad = HealthOf(e.Worker);
                bad.Aside = (e.At, TimeSpan.FromSeconds(e.Seconds), e.Reason);
                bad.TimesAside++;
                break;
            case LedgerEvent.WorkerRestored e:
                health.Remove(e.Worker);
                break;
            case LedgerEvent.TokenCreated e:
                tokens[e.Id] = new AccessToken(e.Id, e.Name, e.Role, e.Hash, e.At);
                break;
            case LedgerEvent.TokenRevoked e:
                tokens[e.Id] = tokens[e.Id] with { IsRevoked = true };
                break;
            case LedgerEvent.SweepLaunched e:
                Remember(e.Key, e.Spec.Name);
                sweeps[e.Spec.Name] = new SweepState(e.Spec, e.SpecText, e.Data, Position);
                break;
            case LedgerEvent.BudgetChanged e:
                Remember(e.Key, e.Sweep);
                Changing(e.Sweep).Budget = e.Budget;
                Changing(e.Sweep).Ended = null;
                Changing(e.Sweep).UserErrors = default;
                break;
            case LedgerEvent.SweepEnded e:
                Changing(e.Sweep).Ended = new Ending(e.Reason, e.Message);
                Changing(e.Sweep).IsPaused = Changing(e.Sweep).IsStopping = false;
                if (e.Reason == EndReason.RepeatedUserError) Acquit();
                break;
            case LedgerEvent.SweepPaused e:
                Changing(e.Sweep).IsPaused = true;
                break;
            case LedgerEvent.SweepStopping e:
                Changing(e.Sweep).IsStopping = true;
                break;
            case LedgerEvent.SweepResumed e:
                Changing(e.Sweep).IsPaused = Changing(e.Sweep).IsStopping = false;
                Changing(e.Sweep).Ended = null;
                Changing(e.Sweep).UserErrors = default;
                break;
            case LedgerEvent.SweepDeleted e:
                sweeps.Remove(e.Sweep);
                break;
            case LedgerEvent.TrialProposed e:
                Changing(e.Sweep).Add(new TrialState(e.Trial, e.Assignment, e.Origin, e.Baseline));
                Changing(e.Sweep).Waiting.Add(e.Trial);
                break;
            case LedgerEvent.TrialRetried e:
                Retry(Changing(e.Sweep), e.Trial);
                break;
            case LedgerEvent.AttemptCheckpointed e:
                Changing(e.Sweep)[e.Trial].Checkpoint = e.Checkpoint;
                break;
            case LedgerEvent.AttemptStarted e:
                Start(Changing(e.Sweep), e);
                break;
            case LedgerEvent.AttemptMeasured e:
                var measured = Changing(e.Sweep)[e.Trial];
                if (measured.Phase is TrialPhase.Running running)
                    measured.Phase = running with { Epoch = e.Epoch, Latest = e.Objective };
                break;
            case LedgerEvent.TrialCompleted e:
                Complete(Changing(e.Sweep), e);
                break;
            case LedgerEvent.AttemptFailed e:
                Fail(Changing(e.Sweep), e);
                break;
            case LedgerEvent.AttemptHandedBack e:
                HandBack(Changing(e.Sweep)[e.Trial]);
                Requeue(Changing(e.Sweep), e.Trial);
                break;
            case LedgerEvent.LateResultKept e:
                attempts[e.Token].HasLateResult = true;
                break;
            default:
                throw new InvalidOperationException($"no rule evolves {next.GetType().Name}");
        }
    }

    /// <summary>The sweep that the event at <see cref="Position"/> is about.</summary>
    private SweepState Changing(SweepName name)
    {
        var sweep = sweeps[name];
        sweep.ChangedAt = Position;
        return sweep;
    }

    /// <summary>A sweep's time is the time between events of one reign while it is active; times of two coordinators are never subtracted.</summary>
    private void CountTime(LedgerEvent next)
    {
        if (next is LedgerEvent.LeadershipTaken)
        {
            LastAt = next.At;
            return;
        }
        var passed = SinceLastEvent(next.At);
        if (passed > TimeSpan.Zero)
        {
            foreach (var sweep in sweeps.Values)
                if (sweep.Ended is null && !sweep.IsPaused) sweep.TimeUsed += passed;
        }
        LastAt = next.At;
    }

    private void Start(SweepState sweep, LedgerEvent.AttemptStarted e)
    {
        var trial = sweep[e.Trial];
        trial.Attempts = e.Attempt;
        trial.Phase = new TrialPhase.Running(e.Token, e.Worker, e.Slot, e.At, 0, null);
        sweep.Waiting.Remove(e.Trial);
        sweep.Running.Add(e.Trial);
        attempts[e.Token] = new AttemptRecord(e.Sweep, sweep.LaunchedAt, e.Trial, e.Attempt);
        workers[e.Worker.Name].Record(e.Slot, new SlotClaim(e.Claim, e.Token));
    }

    private void Complete(SweepState sweep, LedgerEvent.TrialCompleted e)
    {
        var trial = sweep[e.Trial];
        Deliver(trial);
        // A worker that is set aside is restored by an event of its own.
        if (health.Count > 0 && trial.Phase is TrialPhase.Running { Worker.Name: var worker } && health.GetValueOrDefault(worker)?.Aside is null) health.Remove(worker);
        trial.Checkpoint = null;
        trial.Phase = new TrialPhase.Completed(e.Objective, e.Seconds, e.BestEpoch, Position);
        sweep.Running.Remove(e.Trial);
        sweep.Completed++;
        sweep.UserErrors = default;
        if (sweep.Best is not { } best || IsBetter(sweep, e.Objective, e.Trial, best)) sweep.Best = e.Trial;
    }

    private static bool IsBetter(SweepState sweep, double objective, int trial, int best)
    {
        var standing = ((TrialPhase.Completed)sweep[best].Phase).Objective;
        return sweep.Spec.Objective.IsBetter(objective, standing) || (objective.Equals(standing) && trial < best);
    }

    private void Fail(SweepState sweep, LedgerEvent.AttemptFailed e)
    {
        var trial = sweep[e.Trial];
        if (e.Kind == FailureKind.Lost) trial.Lost++;
        // What ran out was said by nobody; what its worker itself calls lost was delivered.
        if (e.Kind != FailureKind.Lost || e.BlamesWorker) Deliver(trial);
        var worker = ((TrialPhase.Running)trial.Phase).Worker.Name;
        if (e.Kind == FailureKind.Crashed && !IsAside(worker)) trial.Crashed++;
        if (e.BlamesWorker)
        {
            HealthOf(worker).Failures++;
            trial.FailedOn = worker;
        }
        if (e.Kind == FailureKind.UserError)
        {
            var isAgain = sweep.UserErrors.Message == e.Message;
            sweep.UserErrorsFrom = !isAgain || sweep.UserErrorsFrom == worker ? worker : null;
            sweep.UserErrors = (e.Message, isAgain ? sweep.UserErrors.Count + 1 : 1);
        }
        if (!e.Final)
        {
            // What ran out of memory goes on with other settings, and not from where it was.
            if (e.Kind == FailureKind.OutOfMemory) (trial.HasSmallerBatch, trial.Checkpoint) = (true, null);
            Requeue(sweep, e.Trial);
            return;
        }
        trial.Checkpoint = null;
        trial.Phase = new TrialPhase.Failed(e.Kind, e.Message);
        sweep.Running.Remove(e.Trial);
        sweep.Failed++;
        if (e.Kind != FailureKind.UserError) sweep.UserErrors = default;
    }

    private static void Retry(SweepState sweep, int number)
    {
        var trial = sweep[number];
        (trial.Lost, trial.Crashed, trial.HasSmallerBatch, trial.FailedOn) = (0, 0, false, null);
        trial.Phase = TrialPhase.Waiting.Instance;
        sweep.Waiting.Add(number);
        sweep.Failed--;
        sweep.UserErrors = default;
        sweep.Ended = null;
    }

    /// <summary>The sweep was to blame: nothing speaks against the workers that are not set aside.</summary>
    private void Acquit()
    {
        foreach (var (worker, found) in health.ToList())
            if (found.Aside is null) health.Remove(worker);
    }

    private WorkerHealth HealthOf(string worker)
    {
        if (!health.TryGetValue(worker, out var found)) health[worker] = found = new WorkerHealth();
        return found;
    }

    private void Remember(LaunchKey? key, SweepName sweep)
    {
        if (key is not null) launches[key.Key] = new KeyedLaunch(key.Fingerprint, sweep);
    }

    /// <summary>What the holder of the running attempt said has counted; saying it again is no late result.</summary>
    private void Deliver(TrialState trial)
    {
        if (trial.Phase is TrialPhase.Running running) attempts[running.Token].IsDelivered = true;
    }

    private void HandBack(TrialState trial)
    {
        Deliver(trial);
        if (trial.Phase is TrialPhase.Running running) attempts[running.Token].WasHandedBack = true;
    }

    private static void Requeue(SweepState sweep, int trial)
    {
        sweep[trial].Phase = TrialPhase.Waiting.Instance;
        sweep.Running.Remove(trial);
        sweep.Waiting.Add(trial);
    }
}
