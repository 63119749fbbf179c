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
    public static bool IsFinal(SweepState sweep, TrialState trial, FailureKind kind) => kind switch
    {
        FailureKind.Lost => trial.Lost + 1 >= MostLost,
        FailureKind.Crashed => trial.Crashed + 1 >= MostCrashed,
        FailureKind.OutOfMemory => !sweep.Budget.SmallerBatch || trial.HasSmallerBatch,
        FailureKind.Diverged or FailureKind.UserError or FailureKind.TimedOut => true,
        _ => throw new InvalidOperationException($"no rule for failures of kind {kind}"),
    };
}
