using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos.Invariants;

/// <summary>By the events alone.</summary>
internal sealed class NoTwoAttemptsHoldATrial : Invariant
{
    public override string Sentence => "no two attempts hold a trial at once, no token comes twice, and only the attempt that holds a trial ends it";

    public override Task<Finding> Check(Aftermath play)
    {
        var violations = new List<string>();
        var holders = new Dictionary<TrialId, int>();
        var tokens = new HashSet<AttemptToken>();
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, next) in play.Events.Index())
        {
            var position = index + 1;
            switch (next)
            {
                case LedgerEvent.AttemptStarted e:
                    if (!tokens.Add(e.Token)) violations.Add($"at position {position} a token comes a second time");
                    if (!holders.TryAdd(new TrialId(e.Sweep, e.Trial), e.Attempt)) violations.Add($"at position {position} {e.Sweep}/{e.Trial} begins again while it is held");
                    break;
                case LedgerEvent.TrialCompleted e: End(e.Sweep, e.Trial, e.Attempt, "completed"); break;
                case LedgerEvent.AttemptFailed e: End(e.Sweep, e.Trial, e.Attempt, $"failed ({e.Kind})"); break;
                case LedgerEvent.AttemptHandedBack e: End(e.Sweep, e.Trial, e.Attempt, "handed back"); break;
                case LedgerEvent.AttemptMeasured e when holders.GetValueOrDefault(new TrialId(e.Sweep, e.Trial)) != e.Attempt:
                    violations.Add($"at position {position} {e.Sweep}/{e.Trial} is measured by attempt {e.Attempt}, which does not hold it");
                    break;
            }

            void End(SweepName sweep, int trial, int attempt, string how)
            {
                ends[how] = ends.GetValueOrDefault(how) + 1;
                if (!holders.Remove(new TrialId(sweep, trial), out var holder) || holder != attempt)
                    violations.Add($"at position {position} attempt {attempt} ends {sweep}/{trial} ({how}), which attempt {holder} holds");
            }
        }
        return Finding.Of($"{tokens.Count} attempts: {string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}"))}", violations);
    }
}
