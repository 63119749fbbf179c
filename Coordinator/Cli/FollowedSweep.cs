using System.Threading.Channels;
using Coordinator.Client;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary>
/// Shows a sweep of a server until it has ended, by its events. Lines are counted from event to event; a live display is told afresh how
/// the sweep stands, a few times a second at most.
/// </summary>
internal sealed class FollowedSweep(SweepsClient client, SweepName sweep, SearchSpace space, IProgress progress, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(300);

    private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile Standing standing = null!;

    /// <returns>How the sweep stands at its end.</returns>
    /// <exception cref="RefusedException">It was deleted.</exception>
    public async Task<SweepStatus> ToEnd(CancellationToken cancellation)
    {
        var status = await client.Status(sweep, cancellation);
        if (status.Ended is not null) return status;
        var from = client.Seen;
        Stand(status);
        await progress.Watch(
            sweep,
            new WatchedSweep(
                () => Task.FromResult(Now()),
                async () => (await client.Columns(sweep, cancellation)).Value,
                (trial, after) => client.Measurements(sweep, trial, after, cancellation)),
            null);
        using var refreshing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var refresher = progress.ShowsLines ? Task.CompletedTask : KeepFresh(refreshing.Token);
        try
        {
            await foreach (var item in client.Events(sweep, from, follow: true, cancellation))
            {
                if (item.Type == "sweep_deleted") throw new RefusedException($"sweep '{sweep}' was deleted while it was watched");
                if (progress.ShowsLines) await Tell(item, cancellation);
                else if (item.Type != "attempt_measured") news.Writer.TryWrite(true);
                else Measured((LedgerEvent.AttemptMeasured)Event(item));
                // A sweep that was taken up again at once has not ended.
                if (item.Type == "sweep_ended" && await client.Status(sweep, cancellation) is { Ended: not null } ended) return ended;
            }
            throw new InvalidOperationException("a stream of events that is followed has no end");
        }
        finally
        {
            await refreshing.CancelAsync();
            await refresher.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Stand(SweepStatus status) => standing = new Standing(SweepProgress.Of(status, space), status.State != SweepPhase.Paused, time.GetTimestamp(), client.Seen);

    /// <summary>Time goes by between two looks.</summary>
    private SweepProgress Now()
    {
        var (last, isActive, since, _) = standing;
        return isActive ? last with { Used = last.Used + time.GetElapsedTime(since) } : last;
    }

    private async Task KeepFresh(CancellationToken cancellation)
    {
        while (await news.Reader.WaitToReadAsync(cancellation))
        {
            news.Reader.TryRead(out _);
            Stand(await client.Status(sweep, cancellation));
            await Task.Delay(Refresh, time, cancellation);
        }
    }

    private void Measured(LedgerEvent.AttemptMeasured next) => standing = standing with
    {
        Progress = standing.Progress with
        {
            Running = [.. standing.Progress.Running.Select(trial => trial.Trial == next.Trial ? trial with { Epoch = next.Epoch, Latest = next.Objective } : trial)],
        },
    };

    private async Task Tell(EventItem item, CancellationToken cancellation)
    {
        switch (item.Type)
        {
            case "trial_completed":
                var completed = (LedgerEvent.TrialCompleted)Event(item);
                Count(item, progress => progress with
                {
                    Completed = progress.Completed + 1,
                    Best = progress.Best is { } best && !progress.Objective.IsBetter(completed.Objective, best.Value) ? best : (completed.Trial, completed.Objective, ""),
                    Baseline = completed.Trial == 0 ? completed.Objective : progress.Baseline,
                });
                var trial = await client.Trial(sweep, completed.Trial, cancellation);
                progress.Say(ProgressLine.Of(completed, standing.Progress, AssignmentText.Of(space, trial.Assignment)));
                break;
            case "attempt_failed":
                var failed = (LedgerEvent.AttemptFailed)Event(item);
                if (failed.Final) Count(item, progress => progress with { Failed = progress.Failed + 1 });
                progress.Say(ProgressLine.Of(failed, standing.Progress));
                break;
            case "sweep_ended":
                progress.Say(ProgressLine.Of((LedgerEvent.SweepEnded)Event(item)));
                break;
            case "sweep_paused" or "sweep_resumed" or "sweep_stopping" or "trial_retried" or "budget_changed":
                progress.Say(item.Type switch
                {
                    "sweep_paused" => "paused: what runs goes on, and no further trial starts",
                    "sweep_resumed" => "goes on",
                    "sweep_stopping" => "stopping: it ends once what runs has an outcome",
                    "trial_retried" => $"trial {((LedgerEvent.TrialRetried)Event(item)).Trial} is tried again",
                    _ => "its budget was changed",
                });
                Stand(await client.Status(sweep, cancellation));
                break;
        }
    }

    /// <summary>What happened before the last look at the whole is counted there.</summary>
    private void Count(EventItem item, Func<SweepProgress, SweepProgress> count)
    {
        if (item.Position > standing.AsOf) standing = standing with { Progress = count(standing.Progress) };
    }

    private static LedgerEvent Event(EventItem item) => LedgerEventJson.Read(item.Type, LedgerEventJson.Version, item.At, item.Body.GetRawText());

    /// <param name="AsOf">Position of the ledger that the last look was as of.</param>
    private sealed record Standing(SweepProgress Progress, bool IsActive, long Since, long AsOf);
}
