using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Metrics;

/// <summary>
/// Counts what happened, for one fold of the ledger from its first event on: after a restart or a takeover the counts are what they
/// were. Read in the same turn as the state, by whoever owns that.
/// </summary>
internal sealed class LedgerCounts(CoordinatorMetrics metrics) : IReignObserver
{
    private readonly Dictionary<SweepName, SweepCounts> sweeps = [];

    /// <summary>The latest epoch of each attempt that this coordinator has seen one of, and the trainer's seconds up to it.</summary>
    private readonly Dictionary<(SweepName Sweep, int Trial), (int Attempt, int Epoch, double Seconds)> epochs = [];

    private long position, joined, expelled, setAside;
    private DateTimeOffset? last;

    public FleetFigures Read(FleetState state)
    {
        var workers = state.Workers.Values.Select(worker => (worker.Labels.Pool, worker.Slots, State: StateOf(state, worker))).ToArray();
        return new FleetFigures(
            state.Position, state.Epoch, joined, expelled, setAside,
            // A sweep whose launch is decided in this very turn and not yet durable is told of the next time.
            [.. state.Sweeps.Values.Where(sweep => sweeps.ContainsKey(sweep.Spec.Name)).Select(sweep => sweeps[sweep.Spec.Name].Read(sweep, last))],
            workers.CountBy(worker => (worker.Pool, worker.State)).ToDictionary(),
            workers.Where(worker => worker.State == "ready").AggregateBy(worker => worker.Pool, 0, (sum, worker) => sum + worker.Slots).ToDictionary(),
            // A pool that has workers wants none where no sweep is for it: that is a figure, too.
            state.Sweeps.Values.Select(sweep => (Pool: (sweep.Budget.WorkerLabels ?? WorkerLabels.None).Pool, Slots: SweepCounts.Wanted(sweep)))
                .Concat(workers.Select(worker => (worker.Pool, Slots: 0)))
                .AggregateBy(sweep => sweep.Pool, 0, (sum, sweep) => sum + sweep.Slots).ToDictionary());
    }

    void IReignObserver.Remember(LedgerEvent past) => Observe(past);

    void IReignObserver.Followed(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        if (events.Count == 0) metrics.Show(this);
    }

    void IReignObserver.Begin(FleetState state)
    {
        Observe(new LedgerEvent.LeadershipTaken(state.Epoch, "") { At = state.LastAt!.Value });
        epochs.Clear();
        metrics.Show(this);
    }

    void IReignObserver.Failed() => metrics.CommandFailed();

    void IReignObserver.Wrote(IReadOnlyList<LedgerEvent> events, IReadOnlyList<MeasurementRow> rows, TimeSpan took)
    {
        metrics.Appended(events.Count, took);
        foreach (var (measured, row) in events.OfType<LedgerEvent.AttemptMeasured>().Zip(rows)) Measure(measured, row.Measurement);
    }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        foreach (var next in events) Observe(next);
    }

    private void Observe(LedgerEvent next)
    {
        var isNew = ++position > metrics.Recorded;
        if (isNew) metrics.Recorded = position;
        switch (next)
        {
            case LedgerEvent.LeadershipTaken e:
                foreach (var sweep in sweeps.Values) sweep.ChangeClock(last, e.At);
                break;
            case LedgerEvent.WorkerJoined: joined++; break;
            case LedgerEvent.WorkerExpelled: expelled++; break;
            case LedgerEvent.WorkerSetAside: setAside++; break;
            case LedgerEvent.SweepLaunched e: sweeps[e.Spec.Name] = new SweepCounts(e.Spec); break;
            case LedgerEvent.SweepDeleted e:
                sweeps.Remove(e.Sweep);
                if (isNew) metrics.Forget(e.Sweep);
                break;
            case LedgerEvent.TrialProposed e: sweeps[e.Sweep].Propose(e); break;
            case LedgerEvent.TrialRetried e: sweeps[e.Sweep].Wait(e.Trial, e.At); break;
            case LedgerEvent.AttemptStarted e:
                var waited = sweeps[e.Sweep].Start(e);
                if (isNew) metrics.Waited(e.Sweep, waited);
                break;
            case LedgerEvent.AttemptMeasured e: sweeps[e.Sweep].Measure(e); break;
            case LedgerEvent.TrialCompleted e:
                sweeps[e.Sweep].Complete(e);
                epochs.Remove((e.Sweep, e.Trial));
                if (isNew) metrics.Completed(e.Sweep, e.Objective, e.Seconds);
                break;
            case LedgerEvent.AttemptFailed e:
                sweeps[e.Sweep].Fail(e);
                epochs.Remove((e.Sweep, e.Trial));
                break;
            case LedgerEvent.AttemptHandedBack e:
                sweeps[e.Sweep].HandBack(e);
                epochs.Remove((e.Sweep, e.Trial));
                break;
            case LedgerEvent.LateResultKept e: sweeps[e.Sweep].Refuse(); break;
        }
        last = next.At;
    }

    /// <summary>An epoch whose beginning is not known, such as the first one heard of after a takeover, has no duration.</summary>
    private void Measure(LedgerEvent.AttemptMeasured measured, Measurement measurement)
    {
        var key = (measured.Sweep, measured.Trial);
        double? begun = measurement.Epoch == 1 ? 0
            : epochs.TryGetValue(key, out var before) && before.Attempt == measured.Attempt && before.Epoch == measurement.Epoch - 1 ? before.Seconds
            : null;
        if (begun is { } seconds && measurement.Seconds >= seconds) metrics.Measured(measured.Sweep, measurement.Seconds - seconds);
        epochs[key] = (measured.Attempt, measurement.Epoch, measurement.Seconds);
    }

    private static string StateOf(FleetState state, WorkerState worker) =>
        worker.IsDraining ? "draining" : state.Health.GetValueOrDefault(worker.Life.Name)?.Aside is not null ? "set_aside" : "ready";
}
