using System.Text.Json.Serialization;
using Coordinator.Deciding.Access;
using Shared.Protocol;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>
/// Everything that can have happened. Events record decisions, not causes: folding them never decides again.
/// All are appended to one ledger; <see cref="At"/> is the clock of the coordinator that decided.
/// </summary>
public abstract record LedgerEvent
{
    private LedgerEvent() { }

    /// <summary>When it was decided. A column of the ledger, not part of the body.</summary>
    [JsonIgnore]
    public DateTimeOffset At { get; init; }

    /// <summary>Who wanted it: a token's id, or null where the coordinator itself did. A column as well.</summary>
    [JsonIgnore]
    public string? By { get; init; }

    /// <summary>A coordinator became the active one. Everything after it, up to the next one, is that coordinator's.</summary>
    public sealed record LeadershipTaken(long Epoch, string Host) : LedgerEvent;

    /// <summary>A worker's life began. What an earlier life of the same name held is lost, by events of its own.</summary>
    public sealed record WorkerJoined(WorkerLife Worker, int Slots, string Device, WorkerLabels? Labels = null) : LedgerEvent;

    /// <summary>A worker said goodbye.</summary>
    public sealed record WorkerLeft(WorkerLife Worker) : LedgerEvent;

    /// <summary>A worker was not heard of for long, and counts no more.</summary>
    public sealed record WorkerExpelled(WorkerLife Worker) : LedgerEvent;

    /// <summary>A worker gets no further trial.</summary>
    public sealed record WorkerDraining(WorkerLife Worker) : LedgerEvent;

    /// <summary>Too much failed on a worker: it gets no trial for a while, then one as a probe.</summary>
    /// <param name="Seconds">How long that while is.</param>
    public sealed record WorkerSetAside(string Worker, string Reason, double Seconds) : LedgerEvent;

    /// <summary>A worker that was set aside has brought a result.</summary>
    public sealed record WorkerRestored(string Worker) : LedgerEvent;

    /// <summary>Somebody may speak with the coordinator.</summary>
    /// <param name="Hash">See <see cref="AccessToken.Hash"/>.</param>
    public sealed record TokenCreated(string Id, string Name, Role Role, string Hash) : LedgerEvent;

    public sealed record TokenRevoked(string Id) : LedgerEvent;

    /// <summary>A sweep began.</summary>
    /// <param name="SpecText">The YAML as its user wrote it.</param>
    /// <param name="Data">The prepared data; trials with other data would not be comparable.</param>
    /// <param name="Key">By which the launch is known if it is said again.</param>
    public sealed record SweepLaunched(SweepSpec Spec, string SpecText, ArtefactAddress Data, LaunchKey? Key = null) : LedgerEvent;

    /// <summary>A sweep got another budget, and is active again if it had ended.</summary>
    public sealed record BudgetChanged(SweepName Sweep, Budget Budget, LaunchKey? Key = null) : LedgerEvent;

    /// <summary>A sweep is over; a later <see cref="BudgetChanged"/> takes it up again.</summary>
    public sealed record SweepEnded(SweepName Sweep, EndReason Reason, string Message) : LedgerEvent;

    /// <summary>No further trial of a sweep starts.</summary>
    public sealed record SweepPaused(SweepName Sweep) : LedgerEvent;

    /// <summary>A sweep that was paused, stopped or cancelled goes on.</summary>
    public sealed record SweepResumed(SweepName Sweep) : LedgerEvent;

    /// <summary>A sweep ends once what runs has an outcome.</summary>
    public sealed record SweepStopping(SweepName Sweep) : LedgerEvent;

    /// <summary>A sweep was deleted; its name is free.</summary>
    public sealed record SweepDeleted(SweepName Sweep) : LedgerEvent;

    /// <summary>A trial waits to be trained.</summary>
    /// <param name="Origin">The baseline's name, or the sampler with its version, such as <c>tpe/1</c>.</param>
    /// <param name="BasedOn">Position of the ledger that the proposal looked at.</param>
    public sealed record TrialProposed(SweepName Sweep, int Trial, Assignment Assignment, string Origin, bool Baseline, long BasedOn) : LedgerEvent;

    /// <summary>A failed trial waits again; its failure counts no more.</summary>
    public sealed record TrialRetried(SweepName Sweep, int Trial) : LedgerEvent;

    /// <summary>A worker's slot holds a trial.</summary>
    /// <param name="Claim">Number of the slot's claim: the same claim again gets the same attempt.</param>
    public sealed record AttemptStarted(SweepName Sweep, int Trial, int Attempt, AttemptToken Token, WorkerLife Worker, int Slot, long Claim) : LedgerEvent;

    /// <summary>An epoch of an attempt is over. All its measures are a row of the ledger's measurement table.</summary>
    /// <param name="Objective">null: the trainer did not report the objective.</param>
    public sealed record AttemptMeasured(SweepName Sweep, int Trial, int Attempt, int Epoch, double? Objective) : LedgerEvent;

    /// <summary>An attempt stored its whole state: a later one goes on from there.</summary>
    public sealed record AttemptCheckpointed(SweepName Sweep, int Trial, int Attempt, Checkpoint Checkpoint) : LedgerEvent;

    /// <summary>A trial has its result.</summary>
    /// <param name="Objective">Value of the sweep's objective.</param>
    /// <param name="Values">Every measure of the best epoch, <c>test.*</c> included.</param>
    public sealed record TrialCompleted(
        SweepName Sweep,
        int Trial,
        int Attempt,
        int BestEpoch,
        double Seconds,
        double Objective,
        IReadOnlyDictionary<string, double> Values,
        IReadOnlyDictionary<string, ArtefactAddress> Artefacts) : LedgerEvent;

    /// <summary>An attempt brought no result.</summary>
    /// <param name="Final">True: the trial has failed. False: it waits for another attempt.</param>
    /// <param name="BlamesWorker">It counts among the failures for which its worker may be set aside.</param>
    public sealed record AttemptFailed(SweepName Sweep, int Trial, int Attempt, FailureKind Kind, string Message, bool Final, bool BlamesWorker = false) : LedgerEvent
    {
        /// <summary>The message of an attempt that is lost since nobody renewed its lease.</summary>
        public const string LeaseRanOut = "its lease ran out: the worker was not heard of";

        [JsonIgnore]
        public bool IsExpiry => Kind == FailureKind.Lost && Message == LeaseRanOut;
    }

    /// <summary>A worker gave a trial back; it waits for another attempt.</summary>
    public sealed record AttemptHandedBack(SweepName Sweep, int Trial, int Attempt) : LedgerEvent;

    /// <summary>A result arrived from an attempt that was no longer held. Evidence; it counts for nothing.</summary>
    public sealed record LateResultKept(SweepName Sweep, int Trial, int Attempt, AttemptToken Token, string Result, double? Objective) : LedgerEvent;
}

/// <summary>Why a sweep ended.</summary>
public enum EndReason
{
    /// <summary>It has all its trials.</summary>
    Trials,

    /// <summary>Its time is used up.</summary>
    Time,

    /// <summary>Every assignment of its space was tried.</summary>
    SpaceExhausted,

    /// <summary>More trials failed than <c>max_failures</c> allows.</summary>
    TooManyFailures,

    /// <summary>It was interrupted, and waits until it is launched again.</summary>
    SetAside,

    /// <summary>Somebody stopped it, and what ran was let finish.</summary>
    Stopped,

    /// <summary>Somebody cancelled it, and what ran was killed.</summary>
    Cancelled,

    /// <summary>The same user error came several times in a row: it would come again.</summary>
    RepeatedUserError,
}
