using System.Diagnostics.Metrics;
using Coordinator.Deciding.Search;
using Coordinator.Ledger;
using Coordinator.Running;
using Shared.Exposition;
using Shared.Spec;
using Shared.Telemetry;
using Shared.Trials;

namespace Coordinator.Metrics;

/// <summary>
/// Every instrument of a coordinator. What the ledger knows is told from its fold (<see cref="FleetFigures"/>), so that it survives this process and is the same on every
/// coordinator; what only this process knows (appends, proposals, epochs, HTTP) begins again with it.
/// Labels are sweeps, pools, states, outcomes, kinds and routes; never a trial or a worker, of which there is no end.
/// </summary>
internal sealed class CoordinatorMetrics : IDisposable
{
    /// <summary>For whoever listens to meters by their names, such as OpenTelemetry.</summary>
    public const string MeterName = "Sweeps.Coordinator";

    public const string Sweep = "sweep", Pool = "pool", State = "state", Outcome = "outcome", Kind = "kind";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Meter meter = new(MeterName);
    private readonly Func<bool> leads;
    private volatile LedgerCounts? counts;
    private volatile FleetFigures? figures;

    private readonly Counter<long> commandsFailed;
    private readonly Histogram<double> objective, trialDuration, epochDuration, queueWait, proposalDuration, appendDuration, appendEvents, requestDuration;

    /// <param name="leads">Whether this coordinator is the active one.</param>
    public CoordinatorMetrics(Func<bool> leads, string version)
    {
        this.leads = leads;
        Collector = new MeterCollector(meter);

        // This process.
        meter.CreateObservableGauge("sweeps.build.info", () => new Measurement<int>(1, KeyValuePair.Create<string, object?>("version", version)), null, "Always 1; its label is the program's version.");
        meter.CreateObservableGauge("sweeps.leader", () => this.leads() ? 1 : 0, null, "1 on the coordinator that is the active one, 0 on a stand-by.");
        appendDuration = Histogram("sweeps.ledger.append.duration", "s", "How long an append to the ledger took, until it was durable.",
            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20);
        appendEvents = Histogram("sweeps.ledger.append.events", "{event}", "Events in one append to the ledger.", 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);
        proposalDuration = Histogram("sweeps.proposal.duration", "s", "How long the sampler took for one proposal.", 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30);
        commandsFailed = meter.CreateCounter<long>("sweeps.commands.failed", "{command}", "Commands that the decider threw an exception on, each a fault of the program: nothing was changed.");
        commandsFailed.Add(0);
        epochDuration = Histogram("sweeps.epoch.duration", "s", "How long an epoch took, by the trainer's clock.", 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800);
        requestDuration = Histogram("sweeps.http.request.duration", "s", "How long a request took, by its route's pattern; a claim waits for a trial, and a watcher for events.",
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);

        // The ledger.
        Fleet("sweeps.ledger.position", null, "Position of the latest event that this coordinator knows.", fleet => fleet.Position);
        Fleet("sweeps.epoch", null, "Number of the present reign: it rises with every takeover.", fleet => fleet.Epoch);

        // Sweeps.
        Sweeps("sweeps.sweep.active", null, "1 while a sweep proposes and starts trials; 0: it is paused, stopping or over.", sweep => sweep.IsActive ? 1 : 0);
        SweepTotals("sweeps.sweep.used", "s", "How long a sweep was active.", sweep => sweep.Used.TotalSeconds);
        Sweeps("sweeps.trials.running", "{trial}", "Trials that a worker's slot holds.", sweep => sweep.Running, withPool: true);
        Sweeps("sweeps.trials.waiting", "{trial}", "Trials that wait for a slot.", sweep => sweep.Waiting, withPool: true);
        Sweeps("sweeps.objective.best", null, "The best objective so far.", sweep => sweep.Best);
        Sweeps("sweeps.objective.baseline", null, "The fixed baseline's objective.", sweep => sweep.Baseline);
        Sweeps("sweeps.objective.bce", null, "The best objective of a trial with plain bce.", sweep => sweep.BestBce);
        Sweeps("sweeps.objective.gain", null, "How much better the best is than the fixed baseline; positive: it is better, whichever way that is.", sweep => sweep.Gain);
        Labelled("sweeps.trials.finished", "{trial}", "Trials that got an outcome.", Outcome, sweep => sweep.Finished);
        Labelled("sweeps.attempts.failed", "{attempt}", "Attempts that brought no result, whether their trial is tried again or not.", Kind, sweep => sweep.Failures);
        SweepTotals("sweeps.attempts.started", "{attempt}", "Attempts that a slot began.", sweep => sweep.Started);
        SweepTotals("sweeps.attempts.retried", "{attempt}", "Attempts that were not their trial's first.", sweep => sweep.Retried);
        SweepTotals("sweeps.attempts.handed_back", "{attempt}", "Attempts that a worker gave back.", sweep => sweep.HandedBack);
        SweepTotals("sweeps.leases.expired", "{lease}", "Leases that ran out because their worker was not heard of.", sweep => sweep.Expired);
        SweepTotals("sweeps.results.refused", "{result}", "Results of attempts that were not held any more: kept as evidence, and not counted.", sweep => sweep.Late);
        SweepTotals("sweeps.device.used", "s", "How long slots were held, as far as events tell.", sweep => sweep.DeviceUsed.TotalSeconds);
        SweepTotals("sweeps.device.saved", "s", "What early stopping saved: epochs that completed trials did not train, at each trial's own seconds an epoch.", sweep => sweep.DeviceSaved);
        objective = Histogram("sweeps.trial.objective", null, "Objectives of completed trials.", [.. Enumerable.Range(0, 21).Select(step => step / 20.0)]);
        trialDuration = Histogram("sweeps.trial.duration", "s", "How long a completed trial took.", 1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400);
        queueWait = Histogram("sweeps.trial.queue_wait", "s", "How long a trial waited for a slot.", 0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 3600, 14400, 86400);

        // Workers.
        Pools("sweeps.workers", "{worker}", "Workers by what they may do: ready, draining, set_aside.",
            fleet => fleet.Workers.Select(pair => new Measurement<double>(pair.Value, Tag(Pool, pair.Key.Pool), Tag(State, pair.Key.State))));
        Pools("sweeps.slots", "{slot}", "Slots of the workers that may get trials.", fleet => fleet.Slots.Select(pair => new Measurement<double>(pair.Value, Tag(Pool, pair.Key))));
        Pools("sweeps.slots.wanted", "{slot}", "Slots that would have work: those held, and those that trials of the budget could start on.",
            fleet => fleet.Wanted.Select(pair => new Measurement<double>(pair.Value, Tag(Pool, pair.Key))));
        FleetTotal("sweeps.workers.joined", "{worker}", "Lives of workers that began.", fleet => fleet.Joined);
        FleetTotal("sweeps.workers.expelled", "{worker}", "Workers that were not heard of for long.", fleet => fleet.Expelled);
        FleetTotal("sweeps.workers.set_aside", "{worker}", "Times that a worker was set aside because too much failed on it.", fleet => fleet.SetAside);
    }

    /// <summary>Has every histogram from its first value on, those of the fold included.</summary>
    public MeterCollector Collector { get; }

    /// <summary>Up to which position of the ledger the histograms have it: a ledger that is folded again counts nothing twice.</summary>
    public long Recorded { get; set; }

    /// <summary>Whose fold is complete is asked from now on.</summary>
    public void Show(LedgerCounts fold) => counts = fold;

    /// <summary>Brings what is told of the fold up to date. Where the ledger is not known at the moment, it is not told at all: old figures would look like new ones.</summary>
    public async Task Look(IStanding standing, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            figures = await standing.Read(0, state => counts?.Read(state), cancellation).WaitAsync(Patience, time, cancellation);
        }
        catch (Exception error) when (error is LedgerException or TimeoutException)
        {
            figures = null;
        }
    }

    /// <summary>Sends the same by OTLP, with the traces, where somebody wants them.</summary>
    /// <param name="standing">null: not known yet.</param>
    public OtlpExport? Export(Func<IStanding?> standing, string version, ReignLog log, TimeProvider time) => OtlpExport.Begin(
        "sweeps-coordinator", version, MeterName, CoordinatorTraces.SourceName,
        cancellation => standing() is { } found ? Look(found, time, cancellation) : Task.CompletedTask, log.TelemetryNotSent, time);

    public void Appended(int events, TimeSpan took)
    {
        appendDuration.Record(took.TotalSeconds);
        appendEvents.Record(events);
    }

    /// <summary>The same samplers, their proposals timed.</summary>
    public Func<SweepSpec, ISampler> Time(Func<SweepSpec, ISampler> samplers, TimeProvider time) => spec =>
    {
        var tag = Tag(Sweep, spec.Name);
        return new TimedSampler(samplers(spec), took => proposalDuration.Record(took.TotalSeconds, tag), time);
    };

    /// <param name="command">Its type.</param>
    public void CommandFailed() => commandsFailed.Add(1);

    public void Measured(SweepName sweep, double seconds) => epochDuration.Record(seconds, Tag(Sweep, sweep));

    public void Completed(SweepName sweep, double value, double seconds)
    {
        objective.Record(value, Tag(Sweep, sweep));
        trialDuration.Record(seconds, Tag(Sweep, sweep));
    }

    public void Waited(SweepName sweep, TimeSpan waited) => queueWait.Record(waited.TotalSeconds, Tag(Sweep, sweep));

    /// <param name="route">The pattern, not the path.</param>
    public void Answered(string method, string route, int status, TimeSpan took) =>
        requestDuration.Record(took.TotalSeconds, Tag("method", method), Tag("route", route), Tag("status", status));

    /// <summary>A sweep was deleted.</summary>
    public void Forget(SweepName sweep) => Collector.Forget(Sweep, sweep.ToString());

    public void Dispose()
    {
        Collector.Dispose();
        meter.Dispose();
    }

    private Histogram<double> Histogram(string name, string? unit, string help, params double[] bounds) =>
        meter.CreateHistogram(name, unit, help, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private void Fleet(string name, string? unit, string help, Func<FleetFigures, double> value) =>
        meter.CreateObservableGauge(name, () => figures is { } fleet ? [new Measurement<double>(value(fleet))] : Array.Empty<Measurement<double>>(), unit, help);

    private void FleetTotal(string name, string? unit, string help, Func<FleetFigures, long> value) =>
        meter.CreateObservableCounter(name, () => figures is { } fleet ? [new Measurement<long>(value(fleet))] : Array.Empty<Measurement<long>>(), unit, help);

    private void Pools(string name, string? unit, string help, Func<FleetFigures, IEnumerable<Measurement<double>>> values) =>
        meter.CreateObservableGauge(name, () => figures is { } fleet ? values(fleet) : [], unit, help);

    /// <param name="value">null: it has none.</param>
    private void Sweeps(string name, string? unit, string help, Func<SweepFigures, double?> value, bool withPool = false) =>
        meter.CreateObservableGauge(name, () => Each(value, withPool), unit, help);

    private void SweepTotals(string name, string? unit, string help, Func<SweepFigures, double> value) =>
        meter.CreateObservableCounter(name, () => Each(sweep => value(sweep), false), unit, help);

    private void Labelled(string name, string? unit, string help, string label, Func<SweepFigures, IReadOnlyDictionary<string, long>> values) => meter.CreateObservableCounter(
        name, () => (figures?.Sweeps ?? []).SelectMany(sweep => values(sweep).Select(pair => new Measurement<long>(pair.Value, Tag(Sweep, sweep.Name), Tag(label, pair.Key)))), unit, help);

    private IEnumerable<Measurement<double>> Each(Func<SweepFigures, double?> value, bool withPool)
    {
        foreach (var sweep in figures?.Sweeps ?? [])
        {
            if (value(sweep) is not { } number) continue;
            yield return withPool ? new Measurement<double>(number, Tag(Sweep, sweep.Name), Tag(Pool, sweep.Pool)) : new Measurement<double>(number, Tag(Sweep, sweep.Name));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => KeyValuePair.Create<string, object?>(name, value);
}
