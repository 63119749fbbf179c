using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos.Invariants;

internal sealed class EveryBudgetIsExact : Invariant
{
    public override string Sentence => "every sweep that ended for its trials has exactly as many outcomes as its budget says, and never began more";

    public override Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var state = new FleetState();
        foreach (var next in play.Events)
        {
            state.Evolve(next);
            if (next is LedgerEvent.AttemptStarted e && state.Sweep(e.Sweep) is { } begun && begun.Finished + begun.Running.Count > begun.Budget.Trials)
                violations.Add($"at position {state.Position} {e.Sweep} has {begun.Finished} outcomes and {begun.Running.Count} trials running, of {begun.Budget.Trials}");
        }
        var outcomes = play.Events.Select(next => next switch
        {
            LedgerEvent.TrialCompleted e => e.Sweep,
            LedgerEvent.AttemptFailed { Final: true } e => e.Sweep,
            _ => (SweepName?)null,
        }).OfType<SweepName>().CountBy(sweep => sweep).ToDictionary();
        var ended = play.Sweeps.Where(sweep => sweep.Ended?.Reason == EndReason.Trials).ToList();
        violations.AddRange(ended.Where(sweep => outcomes.GetValueOrDefault(sweep.Spec.Name) != sweep.Budget.Trials)
            .Select(sweep => $"{sweep.Spec.Name} has {outcomes.GetValueOrDefault(sweep.Spec.Name)} outcomes of {sweep.Budget.Trials}"));
        return Finding.Of(string.Join(", ", ended.Select(sweep => $"{sweep.Spec.Name} {outcomes.GetValueOrDefault(sweep.Spec.Name)} of {sweep.Budget.Trials}")), violations);
    }
}
