using System.Text.Json.Serialization;
using Shared.Trials;

namespace Shared.Protocol;

/// <summary>A worker introduces itself: <c>POST /v1/workers</c>. Saying it again is harmless.</summary>
/// <param name="Labels">What sweeps may ask for, such as <c>gpu</c>: <c>a100</c>; null: none.</param>
public sealed record JoinRequest(WorkerLife Worker, int Slots, string Device, WorkerLabels? Labels = null);

/// <param name="LeaseSeconds">How long a lease lasts without a renewal; renew every third of it.</param>
public sealed record JoinReply(double LeaseSeconds);

/// <summary>A worker ends and hands back whatever it holds: <c>POST /v1/workers/leave</c>. Nothing follows from this life of it.</summary>
public sealed record LeaveRequest(WorkerLife Worker);

/// <summary>
/// A slot asks for a trial: <c>POST /v1/claims</c>. The same number again gets the same attempt;
/// a higher number hands back whatever the slot held before.
/// </summary>
/// <param name="Slot">From 0.</param>
/// <param name="Number">Counts the slot's claims, from 1.</param>
/// <param name="WaitSeconds">How long to wait for one before answering 204.</param>
public sealed record ClaimRequest(WorkerLife Worker, int Slot, long Number, double WaitSeconds);

/// <summary>A trial to train and the lease on it.</summary>
/// <param name="Attempt">Counts the trial's attempts, from 1.</param>
/// <param name="Token">Names the attempt in every later request.</param>
/// <param name="Data">The artefact with the prepared data.</param>
/// <param name="TrialSeconds">The most this attempt may take; null: no limit.</param>
/// <param name="Trace">The claim's span, as W3C's traceparent, for whoever goes on with it; null: nobody traces.</param>
/// <param name="Checkpoint">Where an earlier attempt got to; null: begin at the beginning.</param>
public sealed record Grant(
    SweepName Sweep,
    int Trial,
    int Attempt,
    AttemptToken Token,
    ulong Seed,
    TrialSettings Settings,
    ArtefactAddress Data,
    double? TrialSeconds,
    double LeaseSeconds,
    Checkpoint? Checkpoint = null,
    string? Trace = null);

/// <summary>A trial's whole state after an epoch, stored as an artefact: another attempt goes on from it as if nothing had happened.</summary>
/// <param name="Epoch">Epochs that are done.</param>
public sealed record Checkpoint(int Epoch, ArtefactAddress Address);

/// <summary>Keeps leases alive, and says that the worker is there, also while it holds none: <c>POST /v1/renewals</c>.</summary>
public sealed record RenewRequest(WorkerLife Worker, IReadOnlyList<AttemptToken> Attempts);

/// <param name="Ended">Those of the attempts that are no longer held: end their trainers.</param>
/// <param name="Drain">The worker is to finish what it holds, claim nothing further, and leave.</param>
public sealed record RenewReply(IReadOnlyList<AttemptToken> Ended, bool Drain = false);

/// <summary>Measurements of one attempt: <c>POST /v1/attempts/{token}/measurements</c>. An epoch said twice counts once.</summary>
/// <param name="Checkpoint">The latest one that was stored since the last request; null: none.</param>
public sealed record MeasureRequest(IReadOnlyList<Measurement> Measurements, Checkpoint? Checkpoint = null);

/// <param name="Verdict">Whether to train on.</param>
public sealed record MeasureReply(Verdict Verdict);

[JsonConverter(typeof(NamesOnly<Verdict>))]
public enum Verdict
{
    /// <summary>Train on.</summary>
    [JsonStringEnumMemberName("continue")]
    Continue,

    /// <summary>Finish now with the best so far: a stopping rule judged it.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>The attempt is no longer held: end the trainer, nothing it says counts.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,
}

/// <summary>What an attempt's trainer printed beside the protocol: <c>POST /v1/attempts/{token}/log</c>. A line said twice is kept once; those of an attempt that is over are kept as well.</summary>
public sealed record LogRequest(IReadOnlyList<LogLine> Lines);

/// <param name="Sequence">Counts the attempt's lines, from 1.</param>
public sealed record LogLine(int Sequence, string Text)
{
    /// <summary>In bytes of UTF-8; a longer line is cut.</summary>
    public const int Longest = 16 << 10;
}

/// <param name="IsFull">The sweep's logs have reached their limit: no further line is kept.</param>
public sealed record LogReply(bool IsFull);

/// <summary>
/// The end of an attempt: <c>POST /v1/attempts/{token}/outcome</c>, idempotent. It may carry the last measurements,
/// and a claim for the next trial, so that a short trial costs one request.
/// </summary>
/// <param name="Result">What came of it.</param>
/// <param name="Next">Claims the next trial in the same reply, without waiting; null: none.</param>
/// <param name="Log">Lines of the log that have not been sent yet; null: none.</param>
public sealed record FinishRequest(IReadOnlyList<Measurement> Measurements, AttemptResult Result, ClaimRequest? Next, IReadOnlyList<LogLine>? Log = null);

/// <param name="Counted">False: the attempt was no longer held; the result is kept as evidence and counts for nothing.</param>
/// <param name="Grant">The next trial, where one was claimed and one was waiting.</param>
public sealed record FinishReply(bool Counted, Grant? Grant);

/// <summary>What came of an attempt.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "result")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(HandedBack), "handed_back")]
public abstract record AttemptResult
{
    private AttemptResult() { }

    /// <summary>The trial is trained.</summary>
    /// <param name="Values">Measures of the restored best epoch, <c>test.*</c> included; each finite.</param>
    /// <param name="Artefacts">What was stored, by what it is, such as <c>weights</c>. Stored before this is said.</param>
    public sealed record Completed(int BestEpoch, double Seconds, IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, ArtefactAddress> Artefacts) : AttemptResult;

    /// <summary>The attempt brought no result.</summary>
    public sealed record Failed(FailureKind Kind, string Message) : AttemptResult;

    /// <summary>The worker gives the trial back, because it shuts down: another attempt follows, free of charge.</summary>
    /// <param name="Checkpoint">Where the next attempt goes on; null: at the last one known, or at the beginning.</param>
    public sealed record HandedBack(Checkpoint? Checkpoint = null) : AttemptResult;
}
