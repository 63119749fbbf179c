using System.Collections.Immutable;
using Shared.Spec;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Launching, changing, ending, deleting.</summary>
internal static class SweepRules
{
    public static Decision Launch(FleetState state, FleetCommand.Launch command)
    {
        var name = command.Spec.Name;
        var key = LaunchKey.Of(command);
        if (key is not null && state.Launches.TryGetValue(key.Key, out var earlier))
            return earlier == new KeyedLaunch(key.Fingerprint, name) ? Decision.Nothing : new Rejection.KeyReused(key.Key);
        if (state.Sweep(name) is not { } sweep)
        {
            var launched = ImmutableArray.CreateBuilder<LedgerEvent>();
            launched.Add(new LedgerEvent.SweepLaunched(command.Spec, command.SpecText, command.Data, key) { At = command.At });
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

        return ChangeBudget(state, sweep, command.Spec.Budget, key, reopens: true, command.At);
    }

    /// <summary>Another number of trials, time, priority, ...; a sweep that ended for want of them goes on.</summary>
    public static Decision Change(FleetState state, FleetCommand.Change command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        var (budget, problems) = BudgetSettings.Apply(sweep.Budget, command.Settings);
        if (!problems.IsEmpty) return new Rejection.IllegalSettings([.. problems.Select(problem => (problem with { Line = 0 }).ToString())]);
        var endedForBudget = sweep.Ended?.Reason is EndReason.Trials or EndReason.Time or EndReason.TooManyFailures;
        return ChangeBudget(state, sweep, budget, null, endedForBudget, command.At);
    }

    /// <param name="reopens">Whether a sweep that has ended goes on where the budget allows it.</param>
    private static Decision ChangeBudget(FleetState state, SweepState sweep, Budget budget, LaunchKey? key, bool reopens, DateTimeOffset at)
    {
        var ending = sweep.EndUnder(budget, state.SinceLastEvent(sweep, at))
            ?? (reopens ? null : sweep.Ended);
        var goesOn = sweep.Ended is not null && ending is null;
        if (budget == sweep.Budget && !goesOn) return Decision.Nothing;
        var changed = new LedgerEvent.BudgetChanged(sweep.Spec.Name, budget, key) { At = at };
        return ending is not null && (sweep.Running.Count == 0 || sweep.Ended is not null)
            ? Decision.Of(changed, Ended(sweep, ending, at))
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

    public static Decision Tick(FleetState state, FleetCommand.Tick command)
    {
        var ended =
            from sweep in state.Sweeps.Values
            where sweep.Ended is null && sweep.Running.Count == 0
            let ending = LifeRules.StoppedEnding(sweep) ?? sweep.EndUnder(sweep.Budget, state.SinceLastEvent(sweep, command.At))
            where ending is not null
            select Ended(sweep, ending, command.At);
        return Decision.Of([.. ended]);
    }

    internal static LedgerEvent Ended(SweepState sweep, Ending ending, DateTimeOffset at) =>
        new LedgerEvent.SweepEnded(sweep.Spec.Name, ending.Reason, ending.Message) { At = at };
}
