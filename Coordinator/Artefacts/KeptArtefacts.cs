using Coordinator.Deciding.Sweeps;
using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// Decides which artefacts are worth their room: every sweep's data, and what the best trials and the fixed baseline left.
/// It follows from the ledger alone, so a deletion that a crash prevented is made up for at the next beginning.
/// </summary>
internal sealed class KeptArtefacts(ArtefactDirectory directory, ReignLog log) : IReignObserver
{
    private readonly Dictionary<SweepName, Shelf> shelves = [];

    void IReignObserver.Remember(LedgerEvent past) => Observe(past);

    /// <summary>Whatever no shelf holds was dropped, or stored by an attempt whose outcome never arrived.</summary>
    void IReignObserver.Begin(FleetState state)
    {
        var kept = shelves.Values.SelectMany(shelf => shelf.Kept()).ToHashSet();
        foreach (var address in directory.Sweep())
            if (!kept.Contains(address)) Delete(address);
    }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        foreach (var next in events)
            foreach (var dropped in Observe(next)) Delete(dropped);
    }

    /// <summary>Takes an event in, and returns what no sweep needs any more.</summary>
    private IReadOnlyList<ArtefactAddress> Observe(LedgerEvent next)
    {
        IEnumerable<ArtefactAddress> dropped = [];
        switch (next)
        {
            case LedgerEvent.SweepLaunched e:
                shelves[e.Spec.Name] = new Shelf(e.Spec.Objective, e.Spec.Budget.KeepWeights, e.Data);
                break;
            case LedgerEvent.BudgetChanged e:
                dropped = shelves[e.Sweep].Resize(e.Budget.KeepWeights);
                break;
            case LedgerEvent.TrialCompleted e:
                dropped = shelves[e.Sweep].Place(new Result(e.Trial, e.Objective, [.. e.Artefacts.Values]));
                break;
            case LedgerEvent.SweepDeleted e when shelves.Remove(e.Sweep, out var shelf):
                dropped = shelf.Kept();
                break;
        }
        return [.. dropped.Where(address => !shelves.Values.Any(shelf => shelf.Kept().Contains(address)))];
    }

    private void Delete(ArtefactAddress address)
    {
        try
        {
            directory.Delete(address);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.ArtefactNotDeleted(address.ToString(), error.Message);
        }
    }

    /// <summary>What one sweep keeps.</summary>
    private sealed class Shelf(Objective objective, int most, ArtefactAddress data)
    {
        private readonly List<Result> best = [];
        private Result? baseline;

        public IEnumerable<ArtefactAddress> Kept() => best.Append(baseline).OfType<Result>().SelectMany(result => result.Artefacts).Append(data);

        public IEnumerable<ArtefactAddress> Place(Result result)
        {
            if (result.Trial == 0)
            {
                baseline = result;
                return [];
            }
            // The same order as everywhere: ties go to the lower number, not to who was first.
            var rank = (objective.ToCost(result.Objective), result.Trial);
            var index = best.FindIndex(other => rank.CompareTo((objective.ToCost(other.Objective), other.Trial)) < 0);
            best.Insert(index < 0 ? best.Count : index, result);
            return Trim();
        }

        public IEnumerable<ArtefactAddress> Resize(int size)
        {
            most = size;
            return Trim();
        }

        private List<ArtefactAddress> Trim()
        {
            var dropped = best.Skip(most).SelectMany(result => result.Artefacts).ToList();
            if (best.Count > most) best.RemoveRange(most, best.Count - most);
            return dropped;
        }
    }

    private sealed record Result(int Trial, double Objective, IReadOnlyList<ArtefactAddress> Artefacts);
}
