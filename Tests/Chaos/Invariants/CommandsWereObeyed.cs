using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Tests.Chaos.Invariants;

internal sealed class CommandsWereObeyed : Invariant
{
    public override string Sentence => "every acknowledged command is in the ledger by the position that the answer named; nothing begins in a sweep that is paused or has ended, and none has more at a time than it may";

    public override Task<Finding> Check(Aftermath play)
    {
        var violations = play.Commands.Where(command => !play.Events.Take((int)command.Position).Any(next => IsWhat(command, next)))
            .Select(command => $"'{command.Verb}' of {command.Sweep} was acknowledged at position {command.Position}, and is not in the ledger by then").ToList();
        var state = new FleetState();
        var begun = 0;
        foreach (var next in play.Events)
        {
            if (next is LedgerEvent.AttemptStarted started)
            {
                begun++;
                var sweep = state.Sweep(started.Sweep)!;
                if (!sweep.IsActive) violations.Add($"at position {state.Position + 1} {started.Sweep}/{started.Trial} begins, and the sweep is paused or over");
                if (sweep.Spec.Name == Chaos.Sweeps.Grown && sweep.Running.Count >= Chaos.Sweeps.GrownParallel)
                    violations.Add($"at position {state.Position + 1} {started.Sweep} has more than {Chaos.Sweeps.GrownParallel} trials at a time");
            }
            state.Evolve(next);
        }
        return Finding.Of($"{play.Commands.Count} commands: {string.Join(", ", play.Commands.Select(command => $"{command.Verb} {command.Sweep} at {command.Position}"))}; {begun} attempts begun", violations);
    }

    private static bool IsWhat(Acknowledged command, LedgerEvent next) => (command.Verb, next) switch
    {
        ("launch", LedgerEvent.SweepLaunched e) => e.Spec.Name == command.Sweep,
        ("pause", LedgerEvent.SweepPaused e) => e.Sweep == command.Sweep,
        ("resume", LedgerEvent.SweepResumed e) => e.Sweep == command.Sweep,
        ("cancel", LedgerEvent.SweepEnded { Reason: EndReason.Cancelled } e) => e.Sweep == command.Sweep,
        (_, LedgerEvent.BudgetChanged e) => e.Sweep == command.Sweep && command.Verb == $"set trials={e.Budget.Trials}",
        _ => false,
    };
}
