using System.Collections.Immutable;
using Shared.Spec;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Launching, proposing, ending, deleting.</summary>
internal static class SweepRules
{
    public static Decision Launch(FleetState state, FleetCommand.Launch command)
    {
        var name = command.Spec.Name;
        if (state.Sweep(name) is not { } sweep)
        {
            var launched = ImmutableArray.CreateBuilder<LedgerEvent>();
            launched.Add(new LedgerEvent.SweepLaunched(command.Spec, command.SpecText, command.Data) { At = command.At });
            for (var trial = 0; trial < command.Spec.Baselines.Length && trial < (command.Spec.Budget.Trials ?? int.MaxValue); trial++)
            {
                var baseline = command.Spec.Baselines[trial];
                launched.Add(new LedgerEvent.TrialProposed(name, trial, baseline.Assignment, baseline.Name, true, state.Position) { At = command.At });
            }
            return Decision.Of(launched.ToImmutable());
        }

        var differences = SpecDifferences.Between(sweep.Spec, command.Spec);
        if (sweep.Data != command.Data)
            differences = differences.Add($"data: the prepared data had fingerprint {sweep.Data.ToString()[..12]}, has {command.Data.ToString()[..12]}");
        if (!differences.IsEmpty) return new Rejection.SweepDiffers(name, differences);

        // A sweep that has ended uses up no time.
        var ending = sweep.EndUnder(command.Spec.Budget, sweep.Ended is null ? state.SinceLastEvent(command.At) : TimeSpan.Zero);
        var goesOn = sweep.Ended is not null && ending is null;
        if (command.Spec.Budget == sweep.Budget && !goesOn) return Decision.Nothing;
        var changed = new LedgerEvent.BudgetChanged(name, command.Spec.Budget) { At = command.At };
        return ending is not null && sweep.Running.Count == 0
            ? Decision.Of(changed, Ended(sweep, ending, command.At))
            : Decision.Of(changed);
    }

    /// <summary>What a machine's last run left: its workers are no more, and its sweeps wait until each is launched again.</summary>
    public static Decision SetAside(FleetState state, FleetCommand.SetAside command)
    {
        var left = state.Workers.Values.SelectMany(worker => WorkerRules.Depart(state, worker, command.At));
        var setAside = state.Sweeps.Values.Where(sweep => sweep.Ended is null)
            .Select(sweep => Ended(sweep, new Ending(EndReason.SetAside, "interrupted: the same command goes on"), command.At));
        return Decision.Of([.. left, .. setAside]);
    }

    public static Decision Delete(FleetState state, FleetCommand.Delete command) =>
        state.Sweep(command.Sweep) is null
            ? new Rejection.UnknownSweep(command.Sweep)
            : Decision.Of(new LedgerEvent.SweepDeleted(command.Sweep) { At = command.At });

    public static Decision Propose(FleetState state, FleetCommand.Propose command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        if (!sweep.WantsProposal || command.Trial != sweep.Trials.Count) return new Rejection.StaleProposal(command.Sweep, command.Trial);
        var problems = sweep.Spec.Space.Problems(command.Assignment);
        return problems.IsEmpty
            ? Decision.Of(new LedgerEvent.TrialProposed(command.Sweep, command.Trial, command.Assignment, command.Origin, false, command.BasedOn) { At = command.At })
            : new Rejection.IllegalProposal(command.Sweep, string.Join("; ", problems));
    }

    /// <summary>Nothing is left to propose: the sweep ends when the last trial that is on its way has an outcome.</summary>
    public static Decision ExhaustSpace(FleetState state, FleetCommand.ExhaustSpace command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        if (!sweep.WantsProposal || command.Trial != sweep.Trials.Count || sweep.Finished < sweep.Trials.Count)
            return new Rejection.StaleProposal(command.Sweep, command.Trial);
        var ending = new Ending(EndReason.SpaceExhausted, "every assignment of the space was tried");
        return Decision.Of(Ended(sweep, ending, command.At));
    }

    public static Decision Tick(FleetState state, FleetCommand.Tick command)
    {
        var ended =
            from sweep in state.Sweeps.Values
            where sweep.Ended is null && sweep.Running.Count == 0
            let ending = sweep.EndUnder(sweep.Budget, state.SinceLastEvent(command.At))
            where ending is not null
            select Ended(sweep, ending, command.At);
        return Decision.Of([.. ended]);
    }

    internal static LedgerEvent Ended(SweepState sweep, Ending ending, DateTimeOffset at) =>
        new LedgerEvent.SweepEnded(sweep.Spec.Name, ending.Reason, ending.Message) { At = at };
}
