using Coordinator.Deciding.Sweeps;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Metrics;

/// <summary>What the state does not hold of a sweep, since no decision needs it: counted from its events.</summary>
internal sealed class SweepCounts(SweepSpec spec)
{
    private readonly Objective objective = spec.Objective;
    private readonly Dictionary<int, DateTimeOffset> waiting = [];
    private readonly Dictionary<int, DateTimeOffset> held = [];
    private readonly HashSet<int> bce = [];

    /// <summary>Of trials without an outcome: how many epochs each may train, and has trained.</summary>
    private readonly Dictionary<int, (int Most, int Done)> epochs = [];

    private readonly SortedDictionary<string, long> finished = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> failures = new(StringComparer.Ordinal);
    private TimeSpan deviceUsed;
    private double deviceSaved;
    private double? bestBce;
    private long started, retried, handedBack, expired, late;

    public void Wait(int trial, DateTimeOffset at) => waiting[trial] = at;

    public void Propose(LedgerEvent.TrialProposed e)
    {
        if (e.Assignment.Find("loss") is Shared.Space.ParameterValue.Text { Value: "bce" }) bce.Add(e.Trial);
        epochs[e.Trial] = (SettingsResolver.Epochs(e.Assignment), 0);
        Wait(e.Trial, e.At);
    }

    public void Measure(LedgerEvent.AttemptMeasured e)
    {
        if (epochs.TryGetValue(e.Trial, out var known)) epochs[e.Trial] = known with { Done = e.Epoch };
    }

    /// <returns>How long the trial waited for its slot.</returns>
    public TimeSpan Start(LedgerEvent.AttemptStarted e)
    {
        started++;
        if (e.Attempt > 1) retried++;
        held[e.Trial] = e.At;
        waiting.Remove(e.Trial, out var since);
        return Between(since, e.At);
    }

    public void Complete(LedgerEvent.TrialCompleted e)
    {
        Release(e.Trial, e.At);
        Count(finished, "completed");
        if (epochs.Remove(e.Trial, out var trained) && trained.Done > 0 && double.IsFinite(e.Seconds)) deviceSaved += e.Seconds * Math.Max(0, trained.Most - trained.Done) / trained.Done;
        if (bce.Contains(e.Trial) && (bestBce is not { } best || objective.IsBetter(e.Objective, best))) bestBce = e.Objective;
    }

    public void Fail(LedgerEvent.AttemptFailed e)
    {
        Release(e.Trial, e.At);
        var kind = e.Kind.Name();
        Count(failures, kind);
        if (e.IsExpiry) expired++;
        if (e.Final) Count(finished, kind);
        else Wait(e.Trial, e.At);
    }

    public void HandBack(LedgerEvent.AttemptHandedBack e)
    {
        handedBack++;
        Release(e.Trial, e.At);
        Wait(e.Trial, e.At);
    }

    public void Refuse() => late++;

    /// <summary>Times of two coordinators are never subtracted: what is under way is counted up to the last event of the one, and begins anew with the other.</summary>
    public void ChangeClock(DateTimeOffset? last, DateTimeOffset at)
    {
        foreach (var trial in held.Keys.ToArray())
        {
            if (last is { } end) deviceUsed += Between(held[trial], end);
            held[trial] = at;
        }
        foreach (var trial in waiting.Keys.ToArray()) waiting[trial] = at;
    }

    public SweepFigures Read(SweepState sweep, DateTimeOffset? last)
    {
        double? best = sweep.Best is { } number ? ((TrialPhase.Completed)sweep[number].Phase).Objective : null;
        double? baseline = sweep.Trials is [{ IsBaseline: true, Phase: TrialPhase.Completed first }, ..] ? first.Objective : null;
        return new SweepFigures(
            sweep.Spec.Name, (sweep.Budget.WorkerLabels ?? WorkerLabels.None).Pool, sweep.IsActive, sweep.TimeUsed, sweep.Running.Count, sweep.Waiting.Count,
            best, baseline, bestBce, best is { } found && baseline is { } known ? objective.ToCost(known) - objective.ToCost(found) : null,
            new Dictionary<string, long>(finished), new Dictionary<string, long>(failures), started, retried, handedBack, expired, late,
            held.Values.Aggregate(deviceUsed, (sum, since) => sum + (last is { } end ? Between(since, end) : TimeSpan.Zero)),
            deviceSaved);
    }

    /// <summary>Slots that would have work, now and with every trial that the budget still allows.</summary>
    public static int Wanted(SweepState sweep)
    {
        var running = sweep.Running.Count;
        if (!sweep.IsActive) return running;
        // Where time alone limits a sweep, what waits is what is ahead of the slots there are: half as many, and at least one.
        var further = sweep.Budget.Trials is { } most ? Math.Max(0, most - sweep.Finished - running) : Math.Max(1, sweep.Waiting.Count);
        return sweep.Budget.Parallel is { } parallel ? Math.Max(running, Math.Min(running + further, parallel)) : running + further;
    }

    private void Release(int trial, DateTimeOffset at)
    {
        if (held.Remove(trial, out var since)) deviceUsed += Between(since, at);
    }

    private static void Count(SortedDictionary<string, long> counts, string of) => counts[of] = counts.GetValueOrDefault(of) + 1;

    private static TimeSpan Between(DateTimeOffset since, DateTimeOffset at) => at > since ? at - since : TimeSpan.Zero;
}
