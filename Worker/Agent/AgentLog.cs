using Microsoft.Extensions.Logging;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>Everything a worker logs, one line an event.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(1, LogLevel.Information, "{Worker} joined with {Slots} slots on {Device}; a lease lasts {LeaseSeconds} s")]
    public static partial void Joined(ILogger log, WorkerLife worker, int slots, string device, double leaseSeconds);

    [LoggerMessage(2, LogLevel.Warning, "the coordinator at {Address} cannot be reached, trying on: {Reason}")]
    public static partial void CoordinatorIsAway(ILogger log, Uri address, string reason);

    [LoggerMessage(3, LogLevel.Information, "the coordinator at {Address} answers again")]
    public static partial void CoordinatorIsBack(ILogger log, Uri address);

    [LoggerMessage(4, LogLevel.Information, "slot {Slot}: {Trial} attempt {Attempt} begins")]
    public static partial void TrialStarted(ILogger log, int slot, TrialId trial, int attempt);

    [LoggerMessage(5, LogLevel.Information, "slot {Slot}: {Trial} {Result}")]
    public static partial void TrialEnded(ILogger log, int slot, TrialId trial, string result);

    [LoggerMessage(6, LogLevel.Information, "slot {Slot}: {Trial} is no longer ours, its trainer was ended")]
    public static partial void AttemptGone(ILogger log, int slot, TrialId trial);

    [LoggerMessage(7, LogLevel.Warning, "slot {Slot}: the result of {Trial} came too late to count")]
    public static partial void NotCounted(ILogger log, int slot, TrialId trial);

    [LoggerMessage(8, LogLevel.Warning, "slot {Slot}: the result of {Trial} was not taken: {Reason}")]
    public static partial void ResultRefused(ILogger log, int slot, TrialId trial, string reason);

    [LoggerMessage(9, LogLevel.Warning, "slot {Slot}: the result of {Trial} could not be delivered before the worker ended")]
    public static partial void NotDelivered(ILogger log, int slot, TrialId trial);

    [LoggerMessage(10, LogLevel.Warning, "the coordinator did not take the artefact '{What}': {Reason}")]
    public static partial void ArtefactRefused(ILogger log, string what, string reason);

    [LoggerMessage(11, LogLevel.Debug, "trainer {Session} started")]
    public static partial void TrainerStarted(ILogger log, int session);

    [LoggerMessage(12, LogLevel.Debug, "trainer {Session} ended")]
    public static partial void TrainerEnded(ILogger log, int session);

    [LoggerMessage(13, LogLevel.Error, "trainer {Session} was killed and is still there: a driver holds it in the kernel")]
    public static partial void TrainerHangs(ILogger log, int session);

    [LoggerMessage(14, LogLevel.Warning, "killed {Count} trainers that an earlier life of this worker had left behind")]
    public static partial void LeftoversKilled(ILogger log, int count);

    [LoggerMessage(15, LogLevel.Information, "draining: claims nothing further, trains on for {DrainSeconds} s at most, and then hands back within {HandBackSeconds} s")]
    public static partial void Draining(ILogger log, double drainSeconds, double handBackSeconds);

    [LoggerMessage(16, LogLevel.Information, "left")]
    public static partial void Left(ILogger log);

    [LoggerMessage(17, LogLevel.Information, "the coordinator drains this worker: finishes what it holds, claims nothing further, and leaves")]
    public static partial void DrainedByCoordinator(ILogger log);

    [LoggerMessage(18, LogLevel.Warning, "{Trial}: no checkpoint was stored, so that a later attempt may have to train again what this one has: {Reason}")]
    public static partial void CheckpointNotStored(ILogger log, TrialId trial, string reason);

    [LoggerMessage(19, LogLevel.Warning, "{Trial}: its checkpoint after epoch {Epoch} cannot be had, the trial begins at the beginning: {Reason}")]
    public static partial void CheckpointNotHad(ILogger log, TrialId trial, int epoch, string reason);

    [LoggerMessage(20, LogLevel.Information, "{Trial}: goes on after epoch {Epoch}")]
    public static partial void Resuming(ILogger log, TrialId trial, int epoch);

    [LoggerMessage(21, LogLevel.Warning, "slot {Slot}: waits, and claims nothing, until the memory of {Device} is free: {Reason}")]
    public static partial void MemoryIsShort(ILogger log, int slot, string device, string reason);

    [LoggerMessage(22, LogLevel.Information, "slot {Slot}: {Free} MiB are free, claims again")]
    public static partial void MemoryIsFree(ILogger log, int slot, long free);

    [LoggerMessage(23, LogLevel.Error, "slot {Slot}: {Trial} is given up as lost: {Reason}")]
    public static partial void GivenUp(ILogger log, int slot, TrialId trial, string reason);

    [LoggerMessage(24, LogLevel.Debug, "slot {Slot}: {Trial} attempt {Attempt} {Result} is acknowledged, counts: {Counts}")]
    public static partial void Acknowledged(ILogger log, int slot, TrialId trial, int attempt, string result, bool counts);

    /// <summary>Said once: nothing else depends on it.</summary>
    [LoggerMessage(40, LogLevel.Warning, "metrics and traces are not sent, and everything else goes on: {Why}")]
    public static partial void TelemetryNotSent(ILogger log, string why);

    [LoggerMessage(25, LogLevel.Information, "serves metrics at {Address}")]
    public static partial void ServesMetrics(ILogger log, Uri address);
}
