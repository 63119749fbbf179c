using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// One of a worker's places for a trial: claims, trains, reports, and claims the next in the same request.
/// Claims are numbered: a claim whose reply was lost is said again with its number, and gets the same attempt.
/// </summary>
internal sealed class Slot(
    int index, Membership membership, CoordinatorClient coordinator, Leases leases, TrainerHost trainers, Func<Grant, Attempt> begin, Backoff backoff, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Hasty = TimeSpan.FromSeconds(1);

    private long claim = 1;
    private int losses;

    /// <param name="drain">No further trials; the present one is handed back.</param>
    /// <param name="deadline">What is not delivered by then is given up.</param>
    public async Task RunAsync(CancellationToken drain, CancellationToken deadline)
    {
        await using (trainers)
        {
            try
            {
                Grant? grant = null;
                while (!drain.IsCancellationRequested)
                {
                    grant ??= await ClaimAsync(drain);
                    claim++;
                    grant = await TrainAsync(grant, drain, deadline);
                }
            }
            catch (OperationCanceledException) when (drain.IsCancellationRequested)
            {
                // Nothing is held, or the worker's leave hands it back.
            }
        }
    }

    private async Task<Grant> ClaimAsync(CancellationToken drain)
    {
        for (var hasty = 0; ;)
        {
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
    private async Task<Grant?> TrainAsync(Grant grant, CancellationToken drain, CancellationToken deadline)
    {
        using var attempt = begin(grant);
        using var lease = leases.Hold(grant, () => attempt.Judge(Verdict.Gone));
        AgentLog.TrialStarted(log, index, attempt.Trial, grant.Attempt);
        if (await attempt.RunAsync(drain, deadline) is not { } report)
        {
            AgentLog.AttemptGone(log, index, attempt.Trial);
            return null;
        }
        AgentLog.TrialEnded(log, index, attempt.Trial, Describe(report.Result));
        var isLost = report.Result is AttemptResult.Failed { Kind: FailureKind.Lost };
        losses = isLost ? losses + 1 : 0;
        var next = isLost || drain.IsCancellationRequested ? null : new ClaimRequest(membership.Worker, index, claim, 0);
        try
        {
            var reply = await coordinator.FinishAsync(grant.Token, new FinishRequest(report.Unsent, report.Result, next), deadline);
            if (!reply.Counted) AgentLog.NotCounted(log, index, attempt.Trial);
            // The fault is this machine's, and haste would only spoil more trials.
            if (isLost) await backoff.WaitAsync(losses, drain);
            return reply.Grant;
        }
        catch (RefusedException refusal) when (!refusal.IsForbidden)
        {
            AgentLog.ResultRefused(log, index, attempt.Trial, refusal.Message);
            return null;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            AgentLog.NotDelivered(log, index, attempt.Trial);
            throw;
        }
    }

    private static string Describe(AttemptResult result) => result switch
    {
        AttemptResult.Completed completed => $"completed in {completed.Seconds:0.0} s",
        AttemptResult.Failed failed => $"failed ({failed.Kind}): {failed.Message}",
        AttemptResult.HandedBack => "handed back",
        _ => throw new InvalidOperationException($"unknown result {result.GetType().Name}"),
    };
}
