using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Trials;
using Worker.Data;
using Worker.Metrics;

namespace Worker.Agent;

/// <summary>What is left to be told about an attempt that is over.</summary>
internal sealed record AttemptReport(AttemptResult Result, IReadOnlyList<Measurement> Unsent, IReadOnlyList<LogLine> UnsentLog);

/// <summary>One granted trial on its way through a slot: data, training, files. Whatever happens becomes a result.</summary>
internal sealed class Attempt(
    Grant grant, TrainerHost trainers, CoordinatorClient coordinator, ArtefactCache cache, AttemptFiles files, StateFolder folder, WorkerMetrics metrics, AgentOptions options, TimeProvider time, ILogger log)
    : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private readonly CancellationTokenSource stopped = new();
    private readonly CancellationTokenSource broken = new();
    private string? whyBroken;

    public TrialId Trial => new(grant.Sweep, grant.Trial);

    private string Name => $"{grant.Sweep}-{grant.Trial}-{grant.Attempt}";

    /// <summary>The coordinator's verdict on the attempt.</summary>
    public void Judge(Verdict verdict)
    {
        try
        {
            if (verdict == Verdict.Gone) gone.Cancel();
            if (verdict == Verdict.Stop) stopped.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A renewal's answer came after the end.
        }
    }

    /// <summary>Returns null where the attempt is no longer held: nothing about it is to be told.</summary>
    public async Task<AttemptReport?> RunAsync(Ending ending)
    {
        await using var relay = new MeasurementRelay(coordinator, grant.Token, Judge, Break, time);
        await using var printed = new LogRelay(coordinator, grant.Token, time);
        var result = await ResultAsync(relay, printed, ending);
        var (unsent, unsentLog) = (await relay.EndAsync(), await printed.EndAsync());
        if (!gone.IsCancellationRequested)
            // What the coordinator fails at is not said to it once more.
            return whyBroken is null ? new AttemptReport(result, unsent, unsentLog) : new AttemptReport(result, [], []);
        await printed.SayLastAsync(unsentLog);
        return null;
    }

    public void Dispose()
    {
        gone.Dispose();
        stopped.Dispose();
        broken.Dispose();
    }

    private void Break(string reason)
    {
        whyBroken = reason;
        broken.Cancel();
    }

    private async Task<AttemptResult> ResultAsync(MeasurementRelay relay, LogRelay printed, Ending ending)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(ending.HandBack, gone.Token, broken.Token);
        string? scratch = null, own = null;
        AttemptCheckpoints? checkpoints = null;
        try
        {
            (scratch, own) = (folder.CreateScratch(Name), folder.CreateScratch(Name + "-checkpoints"));
            checkpoints = new AttemptCheckpoints(Trial, scratch, own, options.CheckpointEvery, coordinator, relay.Add, time, log);
            return await TrainAsync(scratch, await ResumeAsync(own, cancel.Token), relay, printed, checkpoints, cancel.Token, ending.Deadline);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            if (whyBroken is not null) return new AttemptResult.Failed(FailureKind.Lost, whyBroken);
            return new AttemptResult.HandedBack(checkpoints is null || gone.IsCancellationRequested ? null : await StoreNewestAsync(checkpoints, ending));
        }
        catch (DataProblem problem)
        {
            return new AttemptResult.Failed(FailureKind.UserError, problem.Message);
        }
        catch (RefusedException refusal) when (!refusal.IsForbidden)
        {
            return Lost(refusal);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or Win32Exception)
        {
            return Lost(error);
        }
        finally
        {
            if (checkpoints is not null) await checkpoints.DisposeAsync();
            if (scratch is not null) StateFolder.DeleteScratch(scratch);
            if (own is not null) StateFolder.DeleteScratch(own);
        }
    }

    /// <summary>The hand-back itself must be said in time, so that the checkpoint has half of it.</summary>
    private async Task<Checkpoint?> StoreNewestAsync(AttemptCheckpoints checkpoints, Ending ending)
    {
        using var half = new CancellationTokenSource(ending.HandBackTime / 2, time);
        return await checkpoints.StoreNewestAsync(half.Token);
    }

    /// <summary>Path of the checkpoint to go on from; null: there is none, or it cannot be had, and the trial begins at the beginning.</summary>
    private async Task<string?> ResumeAsync(string own, CancellationToken cancel)
    {
        if (grant.Checkpoint is not { } checkpoint) return null;
        var path = Path.Combine(own, "resumed");
        try
        {
            await coordinator.DownloadAsync(checkpoint.Address, path, cancel);
            if (await ArtefactCache.AddressOfAsync(path, cancel) != checkpoint.Address) throw new InvalidDataException("the coordinator sent other bytes");
            AgentLog.Resuming(log, Trial, checkpoint.Epoch);
            return path;
        }
        catch (Exception error) when (error is RefusedException { IsForbidden: false } or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            AgentLog.CheckpointNotHad(log, Trial, checkpoint.Epoch, error.Message);
            return null;
        }
    }

    private async Task<AttemptResult> TrainAsync(
        string scratch, string? resume, MeasurementRelay relay, LogRelay printed, AttemptCheckpoints checkpoints, CancellationToken cancel, CancellationToken deadline)
    {
        using var data = await cache.GetAsync(grant.Data, cancel);
        var best = new BestSoFar(grant.Settings.Objective);
        var request = new TrainRequest(1, Trial.ToString(), grant.Trial, grant.Seed, grant.Settings, data.Path, scratch, resume);
        var limits = new TrialLimits(grant.TrialSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, options.Silence);
        using var trialLog = new TrialLog(folder.LogPath(Name), printed.Add);
        var end = await trainers.TrainAsync(request, limits, trialLog, Measured, checkpoints.Add, stopped.Token, cancel);
        return end switch
        {
            TrialEnd.Finished { Line: var line } => new AttemptResult.Completed(line.BestEpoch, line.Seconds, line.Values, await files.StoreAsync(scratch, line.Files, deadline)),
            TrialEnd.Stopped => best.ToResult(),
            TrialEnd.Failed failed => new AttemptResult.Failed(failed.Kind, failed.Message),
            _ => throw new InvalidOperationException($"unknown end of a trial {end.GetType().Name}"),
        };

        void Measured(Measurement measurement)
        {
            metrics.Trained(measurement);
            best.Add(measurement);
            relay.Add(measurement);
        }
    }

    /// <summary>The machine is at fault, not the trial: it is tried again, elsewhere with luck.</summary>
    private static AttemptResult.Failed Lost(Exception error) => new(FailureKind.Lost, error.Message);
}
