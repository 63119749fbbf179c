using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Labels;

/// <summary>
/// Of which trials SQL sees the results by label: a sweep's best and its fixed baseline. It follows from the ledger alone, so that
/// whoever leads next knows the same; it reads and writes nothing itself (see <see cref="LabelTeller"/>).
/// </summary>
internal sealed class KeptLabels : IReignObserver
{
    /// <summary>Besides the baseline: as many as a picture has room for, and far fewer than evaluations are kept of.</summary>
    public const int MostBest = 20;

    private readonly Lock sync = new();
    private readonly Dictionary<SweepName, Shelf> shelves = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when other trials than now may be wanted.</summary>
    public Task Changed
    {
        get
        {
            lock (sync) return changed.Task;
        }
    }

    /// <summary>The trials to be told by now, of the sweeps there are.</summary>
    public IReadOnlyList<LabelledTrial> Wanted()
    {
        lock (sync) return [.. shelves.Values.SelectMany(shelf => shelf.Trials())];
    }

    void IReignObserver.Remember(LedgerEvent past)
    {
        lock (sync) Observe(past);
    }

    void IReignObserver.Begin(FleetState state)
    {
        lock (sync) Settle(state);
    }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        lock (sync)
        {
            var isOther = false;
            foreach (var next in events) isOther |= Observe(next);
            if (isOther) Settle(state);
        }
    }

    /// <summary>Finds out which launch a name is of, and calls whoever waits.</summary>
    private void Settle(FleetState state)
    {
        foreach (var (name, shelf) in shelves) shelf.Sweep ??= state.Sweep(name)?.LaunchedAt;
        var call = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        call.TrySetResult();
    }

    /// <returns>Whether other trials may be wanted now.</returns>
    private bool Observe(LedgerEvent next)
    {
        switch (next)
        {
            case LedgerEvent.SweepLaunched e:
                shelves[e.Spec.Name] = new Shelf(e.Spec.Objective);
                return true;
            case LedgerEvent.TrialCompleted e when e.Artefacts.TryGetValue(TrialFiles.Evaluation, out var evaluation):
                return shelves[e.Sweep].Place(new Result(e.Trial, e.Objective, [evaluation]));
            case LedgerEvent.SweepDeleted e:
                return shelves.Remove(e.Sweep);
            default:
                return false;
        }
    }

    private sealed class Shelf(Objective objective)
    {
        private readonly BestResults best = new(objective, MostBest);
        private Result? baseline;

        /// <summary>Position of its launch; null: not known before the end of a fold.</summary>
        public long? Sweep { get; set; }

        /// <returns>Whether it has a place.</returns>
        public bool Place(Result result)
        {
            if (result.Trial == 0) baseline = result;
            return !best.Place(result).Contains(result) || result == baseline;
        }

        public IEnumerable<LabelledTrial> Trials()
        {
            if (Sweep is not { } sweep) yield break;
            var rank = 0;
            foreach (var result in best.All) yield return new LabelledTrial(sweep, result.Trial, result.Artefacts[0], ++rank, result == baseline);
            if (baseline is not null && !best.All.Contains(baseline)) yield return new LabelledTrial(sweep, baseline.Trial, baseline.Artefacts[0], null, true);
        }
    }
}

/// <summary>A trial whose results by label SQL sees.</summary>
/// <param name="Sweep">Position of its launch.</param>
/// <param name="Rank">1: the best; null: it is the baseline, and not among the best.</param>
internal sealed record LabelledTrial(long Sweep, int Trial, ArtefactAddress Evaluation, int? Rank, bool IsBaseline);
