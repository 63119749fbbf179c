using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>What is said between a worker and a trainer about one trial, from the request to its end.</summary>
internal sealed class Conversation(
    TrainRequest request, TrialLimits limits, Action<Measurement> measured, Action<TrainerLine.Checkpointed> checkpointed, TimeProvider time)
{
    private readonly long begun = time.GetTimestamp();
    private long? stopped;
    private long? stoodStillAt;

    /// <summary>When this worker was to look again, at the latest: much later, it stood still itself.</summary>
    private long expected = time.GetTimestamp();

    private enum Turn
    {
        Line,
        End,
        Stop,
        Overdue,
    }

    /// <summary>Returns how the trial ended, or null where the trainer ended without having said anything about it.</summary>
    public async Task<TrialEnd?> HoldAsync(Trainer trainer, CancellationToken stop, CancellationToken cancel)
    {
        var hasSpoken = false;
        trainer.Send(request);
        while (true)
        {
            switch (await NextTurnAsync(trainer, stop, cancel))
            {
                case Turn.Line:
                    while (trainer.Lines.TryRead(out var line))
                    {
                        hasSpoken |= line is not TrainerLine.Ready;
                        if (Hear(line) is { } end) return end;
                    }
                    break;
                case Turn.Stop:
                    stopped = time.GetTimestamp();
                    trainer.Send(new StopRequest(1, request.Trial));
                    break;
                case Turn.Overdue:
                    return Overdue(trainer);
                case Turn.End when stopped is not null:
                    return new TrialEnd.Stopped();
                case Turn.End:
                    return hasSpoken ? TrainerExit.Explain(await trainer.ExitCode, trainer.LastComplaint) : null;
            }
        }
    }

    /// <summary>What the line means for the trial; null: it goes on.</summary>
    private TrialEnd? Hear(TrainerLine line)
    {
        switch (line)
        {
            case TrainerLine.Ready:
                return null;
            case TrainerLine.Measured { Measurement: var measurement }:
                if (NotFinite(measurement.Values, $"in epoch {measurement.Epoch}") is { } diverged) return diverged;
                measured(measurement);
                return null;
            case TrainerLine.Checkpointed checkpoint:
                checkpointed(checkpoint);
                return null;
            case TrainerLine.Finished finished:
                return NotFinite(finished.Values, "in the result") ?? new TrialEnd.Finished(finished);
            case TrainerLine.Failed failed:
                return new TrialEnd.Failed(failed.Kind, failed.Message);
            default:
                throw new InvalidOperationException($"unknown trainer line {line.GetType().Name}");
        }
    }

    private static TrialEnd? NotFinite(IReadOnlyDictionary<string, double> values, string where)
    {
        foreach (var (measure, value) in values)
            if (!double.IsFinite(value)) return new TrialEnd.Failed(FailureKind.Diverged, $"{measure} is {value} {where}");
        return null;
    }

    private TrialEnd Overdue(Trainer trainer)
    {
        if (stopped is not null) return new TrialEnd.Stopped();
        var message = limits.Training is { } most && time.GetElapsedTime(begun) >= most
            ? $"the trial took longer than its {most.TotalSeconds:0.###} s"
            : $"the trainer has said nothing for {trainer.Silence.TotalSeconds:0} s";
        return new TrialEnd.Failed(FailureKind.TimedOut, message);
    }

    private async Task<Turn> NextTurnAsync(Trainer trainer, CancellationToken stop, CancellationToken cancel)
    {
        while (true)
        {
            if (time.GetElapsedTime(expected) > TrialLimits.Standstill) stoodStillAt ??= time.GetTimestamp();
            var patience = Patience(trainer);
            if (patience > TimeSpan.Zero) stoodStillAt = null;
            else if ((patience = LastLook()) <= TimeSpan.Zero) return Turn.Overdue;
            expected = time.GetTimestamp() + (long)(patience.TotalSeconds * time.TimestampFrequency);
            using var waiting = stopped is null
                ? CancellationTokenSource.CreateLinkedTokenSource(cancel, stop)
                : CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using var timer = time.CreateTimer(_ => waiting.Cancel(), null, patience, Timeout.InfiniteTimeSpan);
            try
            {
                return await trainer.Lines.WaitToReadAsync(waiting.Token) ? Turn.Line : Turn.End;
            }
            catch (OperationCanceledException)
            {
                cancel.ThrowIfCancellationRequested();
                if (stopped is null && stop.IsCancellationRequested) return Turn.Stop;
                // Else the time is up, unless the trainer has printed to its log meanwhile.
            }
        }
    }

    /// <summary>
    /// A worker that stood still, suspended or on a machine that had no time for it, finds the time up and what its trainer said meanwhile unread: that
    /// is heard first.
    /// </summary>
    private TimeSpan LastLook() => stoodStillAt is { } since ? TrialLimits.LastLook - time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>How long the next line may take.</summary>
    private TimeSpan Patience(Trainer trainer)
    {
        // The longest that a timer can wait.
        var patience = TimeSpan.FromDays(40);
        if (limits.Training is { } most) patience = Least(patience, most - time.GetElapsedTime(begun));
        if (limits.Silence is { } silence) patience = Least(patience, silence - trainer.Silence);
        if (stopped is { } since) patience = Least(patience, TrialLimits.Stopping - time.GetElapsedTime(since));
        return patience;
    }

    private static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
