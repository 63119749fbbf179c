using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos.Invariants;

/// <summary>By the events alone, whatever the fold makes of them.</summary>
internal sealed class EveryTrialIsAccountedForOnce : Invariant
{
    public override string Sentence => "every trial has one outcome, or none if its sweep was cancelled or had enough before it began";

    public override Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var outcomes = new Dictionary<TrialId, string>();
        var proposed = new HashSet<TrialId>();
        foreach (var next in play.Events)
        {
            switch (next)
            {
                case LedgerEvent.TrialProposed e when !proposed.Add(new TrialId(e.Sweep, e.Trial)):
                    violations.Add($"{e.Sweep}/{e.Trial} was proposed twice");
                    break;
                case LedgerEvent.TrialCompleted e:
                    Outcome(new TrialId(e.Sweep, e.Trial), "completed");
                    break;
                case LedgerEvent.AttemptFailed { Final: true } e:
                    Outcome(new TrialId(e.Sweep, e.Trial), $"failed ({e.Kind})");
                    break;
            }
        }
        var (cancelled, spare) = (0, 0);
        foreach (var sweep in play.Sweeps)
        {
            foreach (var trial in sweep.Trials.Where(trial => !outcomes.ContainsKey(new TrialId(sweep.Spec.Name, trial.Number))))
            {
                if (trial.Phase is TrialPhase.Running) violations.Add($"{sweep.Spec.Name}/{trial.Number} still runs");
                else if (sweep.Ended?.Reason == EndReason.Cancelled) cancelled++;
                else if (sweep.Ended?.Reason == EndReason.Trials) spare++;
                else violations.Add($"{sweep.Spec.Name}/{trial.Number} has no outcome");
            }
        }
        return Finding.Of(
            $"{proposed.Count} trials: {string.Join(", ", outcomes.Values.CountBy(outcome => outcome).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}, {cancelled} of the cancelled sweep, {spare} proposed and not needed", violations);

        void Outcome(TrialId trial, string outcome)
        {
            if (!proposed.Contains(trial)) violations.Add($"{trial} {outcome} and was never proposed");
            if (!outcomes.TryAdd(trial, outcome)) violations.Add($"{trial} {outcome}, and had {outcomes[trial]} before");
        }
    }
}
