namespace Coordinator.Deciding.Sweeps;

/// <summary>Trials that a sampler or somebody proposes, and failed ones that are tried again.</summary>
internal static class TrialRules
{
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
        return Decision.Of(SweepRules.Ended(sweep, ending, command.At));
    }

    /// <summary>Somebody's own trial: in the space, and within the budget as any other.</summary>
    public static Decision Enqueue(FleetState state, FleetCommand.Enqueue command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        if (sweep.Ended is { } ended) return new Rejection.SweepHasEnded(command.Sweep, ended.Message, "resume it, or give it more trials");
        if (sweep.Budget.Trials is { } most && sweep.Trials.Count >= most) return new Rejection.NoRoom(command.Sweep, most);
        var assignment = sweep.Spec.Space.Fit(command.Assignment);
        var problems = sweep.Spec.Space.Problems(assignment);
        return problems.IsEmpty
            ? Decision.Of(new LedgerEvent.TrialProposed(command.Sweep, sweep.Trials.Count, assignment, "user", false, state.Position) { At = command.At })
            : new Rejection.IllegalProposal(command.Sweep, string.Join("; ", problems));
    }

    /// <summary>A failed trial waits again, and its sweep goes on for it.</summary>
    public static Decision Retry(FleetState state, FleetCommand.Retry command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        if (command.Trial < 0 || command.Trial >= sweep.Trials.Count) return new Rejection.UnknownTrial(command.Sweep, command.Trial);
        if (sweep[command.Trial].Phase is not TrialPhase.Failed)
        {
            var outcome = sweep[command.Trial].Phase switch
            {
                TrialPhase.Waiting => "waiting",
                TrialPhase.Running => "running",
                TrialPhase.Completed => "completed",
                var phase => throw new InvalidOperationException($"no outcome for {phase.GetType().Name}"),
            };
            return new Rejection.NotFailed(command.Sweep, command.Trial, outcome);
        }
        if (sweep.TimeIsUp(TimeSpan.Zero)) return new Rejection.SweepHasEnded(command.Sweep, $"its time of {sweep.Budget.Time} is used up", $"give it more, such as `sweeps set {command.Sweep} time=8h`");
        return Decision.Of(new LedgerEvent.TrialRetried(command.Sweep, command.Trial) { At = command.At });
    }
}
