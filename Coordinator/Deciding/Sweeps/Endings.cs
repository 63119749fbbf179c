using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>When a sweep is over.</summary>
internal static class Endings
{
    /// <summary>
    /// Why the sweep would be over under a budget as it stands, or null. What is running is not looked at:
    /// trials that have begun are let finish, but for an ending that makes them pointless.
    /// </summary>
    public static Ending? EndUnder(this SweepState sweep, Budget budget, TimeSpan sinceLastEvent) =>
        budget.Trials is { } trials && sweep.Finished >= trials ? new Ending(EndReason.Trials, $"all {trials} trials are done")
        : budget.Time is { } time && sweep.TimeUsed + sinceLastEvent >= time ? new Ending(EndReason.Time, $"the time of {time} is used up")
        : budget.MaxFailures is { } most && sweep.Failed > most ? TooManyFailures(sweep.Failed, most)
        : null;

    /// <summary>Why the sweep is over with the outcome that is being decided, or null.</summary>
    /// <param name="failure">The outcome, where it is a failure for good.</param>
    public static Ending? EndWith(this SweepState sweep, LedgerEvent.AttemptFailed? failure, TimeSpan sinceLastEvent)
    {
        if (sweep.Ended is not null) return null;
        var finished = sweep.Finished + 1;
        var failed = sweep.Failed + (failure is null ? 0 : 1);
        if (sweep.Budget.MaxFailures is { } most && failed > most) return TooManyFailures(failed, most);
        if (sweep.Running.Count > 1) return null;
        if (LifeRules.StoppedEnding(sweep) is { } stopped) return stopped;
        if (sweep.Budget.Trials is { } trials && finished >= trials) return new Ending(EndReason.Trials, $"all {trials} trials are done");
        return sweep.TimeIsUp(sinceLastEvent) ? new Ending(EndReason.Time, $"the time of {sweep.Budget.Time} is used up") : null;
    }

    /// <summary>
    /// The same user error so often in a row, and not from one worker alone while others could take the trials: that may be one bad
    /// installation among many good ones.
    /// </summary>
    public static Ending? EndWithRepeated(this SweepState sweep, FleetState state, LedgerEvent.AttemptFailed failure, string worker) =>
        sweep.Ended is null && failure.Kind == FailureKind.UserError &&
        sweep.UserErrors.Message == failure.Message && sweep.UserErrors.Count + 1 >= RetryRule.UserErrorsInARow &&
        (sweep.UserErrorsFrom != worker || !state.HasOtherFor(sweep, worker))
            ? new Ending(EndReason.RepeatedUserError, $"the same error came {RetryRule.UserErrorsInARow} times in a row: {failure.Message}")
            : null;

    private static Ending TooManyFailures(int failed, int most) =>
        new(EndReason.TooManyFailures, $"{failed} trials failed, and max_failures is {most}");
}
