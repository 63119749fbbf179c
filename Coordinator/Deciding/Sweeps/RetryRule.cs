using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Each kind of failure has its own budget and consequence.</summary>
public static class RetryRule
{
    /// <summary>Infrastructure is retried free of charge; the limit only keeps a trial that takes its machine down from doing so for ever.</summary>
    public const int MostLost = 20;

    /// <summary>A killed trainer may have been the kernel's choice, not the trial's fault; three in a trial are.</summary>
    public const int MostCrashed = 3;

    /// <summary>The same message so often in a row means that every trial would say it.</summary>
    public const int UserErrorsInARow = 5;

    /// <summary>Whether the trial has failed for good with this failure.</summary>
    /// <param name="worker">That it failed on. The first trial of a worker that was set aside is a probe of the worker, and costs the trial nothing.</param>
    public static bool IsFinal(FleetState state, SweepState sweep, TrialState trial, string worker, FailureKind kind) => kind switch
    {
        FailureKind.Lost => trial.Lost + 1 >= MostLost,
        FailureKind.Crashed or FailureKind.UserError when state.IsAside(worker) => false,
        FailureKind.Crashed => trial.Crashed + 1 >= MostCrashed,
        FailureKind.OutOfMemory => !sweep.Budget.SmallerBatch || trial.HasSmallerBatch,
        // An error that only one worker has seen may be its installation's: another is asked, if there is one.
        FailureKind.UserError => (trial.FailedOn is { } before && before != worker) || !state.HasOtherFor(sweep, worker),
        FailureKind.Diverged or FailureKind.TimedOut => true,
        _ => throw new InvalidOperationException($"no rule for failures of kind {kind}"),
    };
}
