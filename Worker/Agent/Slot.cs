using Microsoft.Extensions.Logging;
using Shared.Logging;
using Shared.Protocol;
using Shared.Trials;
using Worker.Devices;
using Worker.Metrics;

namespace Worker.Agent;

/// <summary>
/// One of a worker's places for a trial: claims, trains, reports, and claims the next in the same request.
/// Claims are numbered: a claim whose reply was lost is said again with its number, and gets the same attempt.
/// </summary>
internal sealed class Slot(
    int index, Membership membership, CoordinatorClient coordinator, Leases leases, TrainerHost trainers, MemoryGate memory, Func<Grant, Attempt> begin, WorkerMetrics metrics, Backoff backoff, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Hasty = TimeSpan.FromSeconds(1);

    private long claim = 1;
    private int losses;

    /// <summary>A trainer that lives has its memory already.</summary>
    private bool MustWaitForMemory => memory.IsWatching && !trainers.HasTrainer;

    public async Task RunAsync(Ending ending)
    {
        await using (trainers)
        {
            try
            {
                Grant? grant = null;
                while (!ending.NoMore.IsCancellationRequested)
                {
                    grant ??= await ClaimAsync(ending.NoMore);
                    claim++;
                    grant = await TrainAsync(grant, ending);
                }
            }
            catch (OperationCanceledException) when (ending.NoMore.IsCancellationRequested)
            {
                // Nothing is held, or the worker's leave hands it back.
            }
        }
    }

    private async Task<Grant> ClaimAsync(CancellationToken drain)
    {
        for (var hasty = 0; ;)
        {
            if (MustWaitForMemory) await memory.WaitAsync(index, drain);
            var asked = time.GetTimestamp();
            try
            {
                if (await coordinator.ClaimAsync(membership.Worker, index, claim, drain) is { } grant) return grant;
            }
            catch (RefusedException refusal) when (refusal.IsConflict)
            {
                await membership.JoinAsync(drain);
            }
            // A coordinator that does not wait is not asked in a loop.
            hasty = time.GetElapsedTime(asked) < Hasty ? hasty + 1 : 0;
            if (hasty > 0) await backoff.WaitAsync(hasty, drain);
        }
    }

    /// <summary>Trains a trial, delivers its result, and returns the next trial where there was one.</summary>
    private async Task<Grant?> TrainAsync(Grant grant, Ending ending)
    {
        using var span = WorkerTraces.Train(grant);
        using var scope = LogScope.Begin(log, grant.Sweep.ToString(), grant.Trial, grant.Attempt);
        using var attempt = begin(grant);
        using var lease = leases.Hold(grant, () => attempt.Judge(Verdict.Gone));
        AgentLog.TrialStarted(log, index, attempt.Trial, grant.Attempt);
        var ended = await MeterAsync(attempt.RunAsync(ending));
        span.Ended(ended?.Result);
        if (ended is not { } report)
        {
            AgentLog.AttemptGone(log, index, attempt.Trial);
            return null;
        }
        AgentLog.TrialEnded(log, index, attempt.Trial, Describe(report.Result));
        var isLost = report.Result is AttemptResult.Failed { Kind: FailureKind.Lost };
        losses = isLost ? losses + 1 : 0;
        var next = isLost || MustWaitForMemory || ending.NoMore.IsCancellationRequested ? null : new ClaimRequest(membership.Worker, index, claim, 0);
        try
        {
            using var reporting = WorkerTraces.Report("outcome");
            var reply = await coordinator.FinishAsync(grant.Token, new FinishRequest(report.Unsent, report.Result, next, report.UnsentLog is [] ? null : report.UnsentLog), ending.Deadline);
            reporting?.Dispose();
            AgentLog.Acknowledged(log, index, attempt.Trial, grant.Attempt, Describe(report.Result), reply.Counted);
            if (!reply.Counted) AgentLog.NotCounted(log, index, attempt.Trial);
            // The fault is this machine's, and haste would only spoil more trials.
            if (isLost) await backoff.WaitAsync(losses, ending.NoMore);
            return reply.Grant;
        }
        catch (RefusedException refusal) when (refusal.IsBroken)
        {
            AgentLog.GivenUp(log, index, attempt.Trial, refusal.Message);
            await GiveUpAsync(grant, refusal, ending.Deadline);
            return null;
        }
        catch (RefusedException refusal) when (!refusal.IsForbidden)
        {
            // Not counted is not an end: without one the same trial would come again, and be refused again.
            AgentLog.ResultRefused(log, index, attempt.Trial, refusal.Message);
            if (!refusal.IsUnknown)
                await coordinator.FinishAsync(grant.Token, new FinishRequest([], new AttemptResult.Failed(FailureKind.UserError, refusal.Message), null), ending.Deadline);
            return null;
        }
        catch (OperationCanceledException) when (ending.Deadline.IsCancellationRequested)
        {
            AgentLog.NotDelivered(log, index, attempt.Trial);
            throw;
        }
    }

    private async Task<AttemptReport?> MeterAsync(Task<AttemptReport?> training)
    {
        var begun = time.GetTimestamp();
        metrics.Began();
        AttemptReport? report = null;
        try
        {
            return report = await training;
        }
        finally
        {
            metrics.Ended(report?.Result, time.GetElapsedTime(begun));
        }
    }

    /// <summary>Says in few words that the attempt is lost. Where the coordinator fails at those too, the lease runs out.</summary>
    private async Task GiveUpAsync(Grant grant, RefusedException refusal, CancellationToken deadline)
    {
        try
        {
            await coordinator.FinishAsync(grant.Token, new FinishRequest([], new AttemptResult.Failed(FailureKind.Lost, refusal.Message), null), deadline);
        }
        catch (RefusedException again) when (!again.IsForbidden)
        {
            // Nothing is left to say.
        }
    }

    private static string Describe(AttemptResult result) => result switch
    {
        AttemptResult.Completed completed => $"completed in {completed.Seconds:0.0} s",
        AttemptResult.Failed failed => $"failed ({failed.Kind}): {failed.Message}",
        AttemptResult.HandedBack { Checkpoint: { } checkpoint } => $"handed back with its checkpoint after epoch {checkpoint.Epoch}",
        AttemptResult.HandedBack => "handed back",
        _ => throw new InvalidOperationException($"unknown result {result.GetType().Name}"),
    };
}
