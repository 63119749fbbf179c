using Coordinator.Deciding.Sweeps;

namespace Tests.Chaos.Invariants;

internal sealed class NoLateResultCounts : Invariant
{
    public override string Sentence => "no result counts that came too late: neither those kept as evidence nor those that workers were told do not count";

    public override Task<Finding> Check(Aftermath play)
    {
        var completed = play.Events.OfType<LedgerEvent.TrialCompleted>().Select(e => new AttemptId(e.Sweep, e.Trial, e.Attempt)).ToHashSet();
        var kept = play.Events.OfType<LedgerEvent.LateResultKept>().Select(e => new AttemptId(e.Sweep, e.Trial, e.Attempt)).ToList();
        var told = play.Record.Outcomes.Where(outcome => !outcome.Counts).Select(outcome => new AttemptId(outcome.Sweep, outcome.Trial, outcome.Attempt)).ToList();
        return Finding.Of(
            $"{kept.Count} kept as evidence, {told.Count} that workers were told do not count, of {completed.Count} that do",
            [.. kept.Concat(told).Where(completed.Contains).Distinct().Select(attempt => $"{attempt} came too late, and its result counts")]);
    }
}
