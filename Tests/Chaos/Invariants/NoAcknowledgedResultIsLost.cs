using Coordinator.Deciding.Sweeps;

namespace Tests.Chaos.Invariants;

/// <summary>What workers wrote down themselves, held against the ledger.</summary>
internal sealed class NoAcknowledgedResultIsLost : Invariant
{
    public override string Sentence => "no result is lost that a coordinator acknowledged to a worker as counting";

    public override Task<Finding> Check(Aftermath play)
    {
        var there = new HashSet<(AttemptId, string)>();
        foreach (var next in play.Events)
        {
            (AttemptId, string)? end = next switch
            {
                LedgerEvent.TrialCompleted e => (new AttemptId(e.Sweep, e.Trial, e.Attempt), "completed"),
                LedgerEvent.AttemptFailed e => (new AttemptId(e.Sweep, e.Trial, e.Attempt), "failed"),
                LedgerEvent.AttemptHandedBack e => (new AttemptId(e.Sweep, e.Trial, e.Attempt), "handed back"),
                _ => null,
            };
            if (end is { } ended) there.Add(ended);
        }
        var counted = play.Record.Outcomes.Where(outcome => outcome.Counts).ToList();
        var missing = counted.Where(outcome => !there.Contains((new AttemptId(outcome.Sweep, outcome.Trial, outcome.Attempt), outcome.Result))).ToList();
        return Finding.Of(
            $"{counted.Count} results that workers were told count, of {there.Count} in the ledger: {string.Join(", ", counted.CountBy(outcome => outcome.Result).Select(pair => $"{pair.Value} {pair.Key}"))}",
            [.. missing.Select(outcome => $"{outcome} was acknowledged and is not in the ledger")]);
    }
}
