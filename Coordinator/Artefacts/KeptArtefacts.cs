using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Knows which artefacts are worth their room: every sweep's data, what its best trials and its fixed baseline left, the evaluations that
/// people compare (<see cref="KeptEvaluations"/>), and the latest checkpoint of each trial without an outcome. It follows from the ledger alone, and it deletes nothing itself:
/// that would hold up the writer's loop (see <see cref="ArtefactSweeper"/>).
/// </summary>
internal sealed class KeptArtefacts(TimeProvider time) : IReignObserver
{
    private readonly Lock sync = new();
    private readonly Dictionary<SweepName, Shelf> shelves = [];

    /// <summary>How often each artefact stands on a shelf: equal content may stand on several.</summary>
    private readonly Dictionary<ArtefactAddress, int> held = [];

    /// <summary>What stands on no shelf any more, and since when.</summary>
    private readonly Dictionary<ArtefactAddress, DateTimeOffset> dropped = [];

    /// <summary>False while the past is folded: its times are other clocks', and what it dropped the first sweeping finds.</summary>
    private bool reigns;

    /// <summary>What is held now, and since when anything that was stored may still be on its way to being named.</summary>
    public HeldArtefacts Held()
    {
        lock (sync)
        {
            var now = time.GetUtcNow();
            var starts = shelves.Values.SelectMany(shelf => shelf.Starts).ToList();
            return new HeldArtefacts(held.Keys.ToHashSet(), now, starts.Contains(null) ? null : starts.Append(now).Min());
        }
    }

    /// <summary>Takes out what was dropped by then and has come back to no shelf.</summary>
    public IReadOnlyList<(ArtefactAddress Address, DateTimeOffset At)> TakeDropped(DateTimeOffset by)
    {
        lock (sync)
        {
            var due = dropped.Where(pair => pair.Value <= by).Select(pair => (pair.Key, pair.Value)).ToList();
            foreach (var (address, _) in due) dropped.Remove(address);
            return [.. due.Where(pair => !held.ContainsKey(pair.Key))];
        }
    }

    void IReignObserver.Remember(LedgerEvent past)
    {
        lock (sync) Observe(past);
    }

    void IReignObserver.Begin(FleetState state)
    {
        lock (sync) reigns = true;
    }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        lock (sync)
            foreach (var next in events) Observe(next);
    }

    private void Observe(LedgerEvent next)
    {
        switch (next)
        {
            case LedgerEvent.SweepLaunched e:
                shelves[e.Spec.Name] = new Shelf(e.Spec.Objective, e.Spec.Budget.KeepWeights, e.Data);
                Hold([e.Data]);
                break;
            case LedgerEvent.BudgetChanged e:
                Release(shelves[e.Sweep].Resize(e.Budget.KeepWeights));
                break;
            case LedgerEvent.AttemptStarted e:
                shelves[e.Sweep].Begin(e.Trial, reigns ? e.At : null);
                break;
            case LedgerEvent.AttemptCheckpointed e:
                Hold([e.Checkpoint.Address]);
                Release(shelves[e.Sweep].Checkpoint(e.Trial, e.Checkpoint.Address));
                break;
            case LedgerEvent.TrialProposed e when e.Assignment.Find("loss") is ParameterValue.Text { Value: "bce" }:
                shelves[e.Sweep].Bce.Add(e.Trial);
                break;
            case LedgerEvent.TrialCompleted e:
                Hold(e.Artefacts.Values);
                Release(shelves[e.Sweep].Place(e));
                Release(shelves[e.Sweep].End(e.Trial, isDone: true));
                break;
            case LedgerEvent.AttemptFailed e:
                // What ran out of memory does not go on from where it was, either.
                Release(shelves[e.Sweep].End(e.Trial, e.Final || e.Kind == FailureKind.OutOfMemory));
                break;
            case LedgerEvent.AttemptHandedBack e:
                shelves[e.Sweep].End(e.Trial, isDone: false);
                break;
            case LedgerEvent.SweepDeleted e when shelves.Remove(e.Sweep, out var shelf):
                Release(shelf.Everything());
                break;
        }
    }

    private void Hold(IEnumerable<ArtefactAddress> addresses)
    {
        foreach (var address in addresses) held[address] = held.GetValueOrDefault(address) + 1;
    }

    private void Release(IEnumerable<ArtefactAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (--held[address] > 0) continue;
            held.Remove(address);
            if (reigns) dropped[address] = time.GetUtcNow();
        }
    }

    /// <summary>What one sweep keeps.</summary>
    private sealed class Shelf(Objective objective, int most, ArtefactAddress data)
    {
        private readonly BestResults best = new(objective, most);
        private readonly KeptEvaluations evaluations = new(objective);
        private readonly Dictionary<int, DateTimeOffset?> running = [];
        private readonly Dictionary<int, ArtefactAddress> checkpoints = [];
        private Result? baseline;

        /// <summary>Trials of plain bce without a result.</summary>
        public HashSet<int> Bce { get; } = [];

        /// <summary>When the running attempts began; null: under another coordinator's clock.</summary>
        public IEnumerable<DateTimeOffset?> Starts => running.Values;

        public IEnumerable<ArtefactAddress> Everything() =>
            Artefacts(best.All.Append(baseline).OfType<Result>().Concat(evaluations.All)).Concat(checkpoints.Values).Append(data);

        public void Begin(int trial, DateTimeOffset? at) => running[trial] = at;

        /// <summary>Puts a checkpoint in the place of the trial's last one, which is returned.</summary>
        public IEnumerable<ArtefactAddress> Checkpoint(int trial, ArtefactAddress address)
        {
            ArtefactAddress[] former = checkpoints.TryGetValue(trial, out var last) ? [last] : [];
            checkpoints[trial] = address;
            return former;
        }

        /// <summary>An attempt is over. Where nobody will go on from the trial's checkpoint, it is returned.</summary>
        public IEnumerable<ArtefactAddress> End(int trial, bool isDone)
        {
            running.Remove(trial);
            return isDone && checkpoints.Remove(trial, out var last) ? [last] : [];
        }

        /// <summary>Puts what a trial left where it belongs, and returns what has no place, or none any more.</summary>
        public IEnumerable<ArtefactAddress> Place(LedgerEvent.TrialCompleted completed)
        {
            var (evaluation, others) = (completed.Artefacts.GetValueOrDefault(TrialFiles.Evaluation), completed.Artefacts.Where(file => file.Key != TrialFiles.Evaluation));
            var isBce = Bce.Remove(completed.Trial);
            IEnumerable<Result> outdone = completed.Artefacts.ContainsKey(TrialFiles.Evaluation)
                ? evaluations.Place(new Result(completed.Trial, completed.Objective, [evaluation]), isBce)
                : [];
            var result = new Result(completed.Trial, completed.Objective, [.. others.Select(file => file.Value)]);
            if (result.Trial == 0) baseline = result;
            else outdone = outdone.Concat(best.Place(result));
            return Artefacts(outdone);
        }

        public IEnumerable<ArtefactAddress> Resize(int size) => Artefacts(best.Resize(size));

        private static IEnumerable<ArtefactAddress> Artefacts(IEnumerable<Result> results) => results.SelectMany(result => result.Artefacts);
    }
}

/// <summary>What is held at a moment.</summary>
/// <param name="At">That moment.</param>
/// <param name="NamedUntil">
/// What was stored before is named by now, or never will be: no attempt that runs is older. null: some attempt runs whose
/// beginning another coordinator's clock tells, so nothing is certain before it has ended.
/// </param>
internal sealed record HeldArtefacts(IReadOnlySet<ArtefactAddress> Addresses, DateTimeOffset At, DateTimeOffset? NamedUntil);
