using System.Collections.Immutable;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>An expected refusal. It changes nothing and is mapped once to an HTTP problem or an exit code.</summary>
public abstract record Rejection(string Message)
{
    public sealed record UnknownSweep(SweepName Sweep) : Rejection($"there is no sweep '{Sweep}' here");

    public sealed record SweepDiffers(SweepName Sweep, ImmutableArray<string> Differences)
        : Rejection($"sweep '{Sweep}' exists with another {(Differences.Length == 1 ? "setting" : "settings")}: {string.Join("; ", Differences)}");

    public sealed record SweepHasEnded(SweepName Sweep, string Ending, string Advice) : Rejection($"sweep '{Sweep}' has ended ({Ending}): {Advice}");

    public sealed record KeyReused(string Key) : Rejection($"the idempotency key '{Key}' was used for another launch: give each launch its own");

    public sealed record IllegalSettings(ImmutableArray<string> Problems) : Rejection(string.Join("; ", Problems));

    public sealed record UnknownTrial(SweepName Sweep, int Trial) : Rejection($"sweep '{Sweep}' has no trial {Trial}");

    public sealed record UnknownParameter(SweepName Sweep, string Path, ImmutableArray<string> Known)
        : Rejection($"sweep '{Sweep}' leaves no parameter '{Path}' open: {NearestName.Hint(Path, Known)}");

    public sealed record SameParameter(string Path) : Rejection($"a surface is over two parameters, but got '{Path}' twice: give another one");

    public sealed record NothingLearnt(SweepName Sweep, string Reason) : Rejection($"sweep '{Sweep}' teaches nothing yet: {Reason}");

    public sealed record NotFailed(SweepName Sweep, int Trial, string Outcome) : Rejection($"only a failed trial is tried again, and trial {Trial} of sweep '{Sweep}' is {Outcome}");

    public sealed record NoRoom(SweepName Sweep, int Trials) : Rejection($"all {Trials} trials of sweep '{Sweep}' are proposed: give it more, such as `sweeps set {Sweep} trials={Trials + 1}`");

    public sealed record UnknownToken(string Id) : Rejection($"there is no token '{Id}'");

    public sealed record TokenExists(string Id) : Rejection($"there is a token '{Id}' already");

    public sealed record NoSuchWorker(string Name) : Rejection($"there is no worker '{Name}' here");

    public sealed record NameTaken(string Name) : Rejection($"another worker called '{Name}' joined after this one: give each its own --name");

    public sealed record IllegalWorkerName(string Shown) : Rejection($"{WorkerLife.NameRule}, but got '{Shown}'");

    public sealed record UnknownWorker(WorkerLife Worker) : Rejection($"worker {Worker} has not joined, or a later life of it has: join first");

    public sealed record UnknownAttempt() : Rejection("no attempt has this token")
    {
        public static readonly UnknownAttempt Instance = new();
    }

    public sealed record StaleProposal(SweepName Sweep, int Trial) : Rejection($"trial {Trial} of sweep '{Sweep}' is not the next one to propose");

    public sealed record IllegalProposal(SweepName Sweep, string Problems) : Rejection($"a proposal for sweep '{Sweep}' is not in its space: {Problems}");
}
