namespace Coordinator.Deciding.Sweeps;

/// <summary>Pausing, resuming, stopping and cancelling a sweep. Each may be said twice.</summary>
internal static class LifeRules
{
    public static Decision Pause(FleetState state, FleetCommand.Pause command) => state.Sweep(command.Sweep) switch
    {
        null => new Rejection.UnknownSweep(command.Sweep),
        { Ended: { } ended } => new Rejection.SweepHasEnded(command.Sweep, ended.Message, "there is nothing to pause"),
        { IsPaused: true } => Decision.Nothing,
        _ => Decision.Of(new LedgerEvent.SweepPaused(command.Sweep) { At = command.At }),
    };

    public static Decision Resume(FleetState state, FleetCommand.Resume command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        if (sweep is { Ended: null, IsPaused: false, IsStopping: false }) return Decision.Nothing;
        if (sweep.Ended is { } ended)
        {
            if (ended.Reason is EndReason.SpaceExhausted) return new Rejection.SweepHasEnded(command.Sweep, ended.Message, "nothing is left to try");
            if (sweep.EndUnder(sweep.Budget, TimeSpan.Zero) is { } over)
                return new Rejection.SweepHasEnded(command.Sweep, over.Message, $"give it more, such as `sweeps set {command.Sweep} {Limit(over.Reason)}`");
        }
        return Decision.Of(new LedgerEvent.SweepResumed(command.Sweep) { At = command.At });
    }

    public static Decision Stop(FleetState state, FleetCommand.Stop command) => state.Sweep(command.Sweep) switch
    {
        null => new Rejection.UnknownSweep(command.Sweep),
        { Ended: not null } => Decision.Nothing,
        { Running.Count: 0 } sweep => Decision.Of(SweepRules.Ended(sweep, Stopped, command.At)),
        { IsStopping: true } => Decision.Nothing,
        _ => Decision.Of(new LedgerEvent.SweepStopping(command.Sweep) { At = command.At }),
    };

    public static Decision Cancel(FleetState state, FleetCommand.Cancel command)
    {
        if (state.Sweep(command.Sweep) is not { } sweep) return new Rejection.UnknownSweep(command.Sweep);
        if (sweep.Ended is not null) return Decision.Nothing;
        var handedBack = sweep.Running.Select(trial => new LedgerEvent.AttemptHandedBack(command.Sweep, trial, sweep[trial].Attempts) { At = command.At });
        return Decision.Of([.. handedBack, SweepRules.Ended(sweep, new Ending(EndReason.Cancelled, "it was cancelled"), command.At)]);
    }

    /// <summary>The ending of a sweep that is to stop, or null where it is not.</summary>
    public static Ending? StoppedEnding(SweepState sweep) => sweep.IsStopping ? Stopped : null;

    private static Ending Stopped => new(EndReason.Stopped, "it was stopped");

    private static string Limit(EndReason reason) => reason switch
    {
        EndReason.Trials => "trials=200",
        EndReason.Time => "time=8h",
        _ => "max_failures=100",
    };
}
