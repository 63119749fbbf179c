using System.Collections.Immutable;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>An expected refusal. It changes nothing and is mapped once to an HTTP problem or an exit code.</summary>
public abstract record Rejection(string Message)
{
    public sealed record UnknownSweep(SweepName Sweep) : Rejection($"there is no sweep '{Sweep}' here");

    public sealed record SweepDiffers(SweepName Sweep, ImmutableArray<string> Differences)
        : Rejection($"sweep '{Sweep}' exists with another {(Differences.Length == 1 ? "setting" : "settings")}: {string.Join("; ", Differences)}");

    public sealed record UnknownWorker(WorkerLife Worker) : Rejection($"worker {Worker} has not joined, or a later life of it has: join first");

    public sealed record UnknownAttempt() : Rejection("no attempt has this token")
    {
        public static readonly UnknownAttempt Instance = new();
    }

    public sealed record StaleProposal(SweepName Sweep, int Trial) : Rejection($"trial {Trial} of sweep '{Sweep}' is not the next one to propose");

    public sealed record IllegalProposal(SweepName Sweep, string Problems) : Rejection($"a proposal for sweep '{Sweep}' is not in its space: {Problems}");
}
