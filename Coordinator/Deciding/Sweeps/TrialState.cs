using Shared.Protocol;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>A trial as the fold of its events.</summary>
public sealed class TrialState(int number, Assignment assignment, string origin, bool baseline)
{
    public int Number => number;

    /// <summary>As proposed.</summary>
    public Assignment Assignment => assignment;

    /// <summary>As it is trained: with a smaller batch after it ran out of memory, where the sweep allows that.</summary>
    public Assignment Trained => HasSmallerBatch ? SmallerBatch.Of(assignment) : assignment;

    public bool HasSmallerBatch { get; internal set; }

    /// <summary>Where the next attempt goes on; null: at the beginning, or there is none.</summary>
    public Checkpoint? Checkpoint { get; internal set; }

    /// <summary>The baseline's name, or the sampler with its version.</summary>
    public string Origin => origin;

    public bool IsBaseline => baseline;

    /// <summary>Attempts begun so far.</summary>
    public int Attempts { get; internal set; }

    /// <summary>How many of them were lost, and how many crashed.</summary>
    public int Lost { get; internal set; }

    public int Crashed { get; internal set; }

    /// <summary>The worker that its latest failure may be the fault of; it goes to another first.</summary>
    public string? FailedOn { get; internal set; }

    public TrialPhase Phase { get; internal set; } = TrialPhase.Waiting.Instance;
}

/// <summary>Where a trial stands; each phase carries what exists only in it.</summary>
public abstract record TrialPhase
{
    private TrialPhase() { }

    public sealed record Waiting : TrialPhase
    {
        public static readonly Waiting Instance = new();

        private Waiting() { }
    }

    /// <param name="Epoch">Epochs measured so far.</param>
    /// <param name="Latest">The objective at that epoch, where reported.</param>
    public sealed record Running(AttemptToken Token, WorkerLife Worker, int Slot, DateTimeOffset Since, int Epoch, double? Latest) : TrialPhase;

    /// <param name="Objective">In the objective's own direction.</param>
    /// <param name="Position">Where in the ledger the whole result stands.</param>
    public sealed record Completed(double Objective, double Seconds, int BestEpoch, long Position) : TrialPhase;

    public sealed record Failed(FailureKind Kind, string Message) : TrialPhase;
}
