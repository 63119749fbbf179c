using System.ComponentModel;
using Shared.Protocol;
using Shared.Trials;
using Worker.Data;

namespace Worker.Agent;

/// <summary>What is left to be told about an attempt that is over.</summary>
internal sealed record AttemptReport(AttemptResult Result, IReadOnlyList<Measurement> Unsent);

/// <summary>One granted trial on its way through a slot: data, training, files. Whatever happens becomes a result.</summary>
internal sealed class Attempt(
    Grant grant, TrainerHost trainers, CoordinatorClient coordinator, ArtefactCache cache, AttemptFiles files, StateFolder folder, TimeSpan? silence, TimeProvider time)
    : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private readonly CancellationTokenSource stopped = new();

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
    /// <param name="drain">Hands the trial back, unless it is trained by then.</param>
    /// <param name="deadline">Ends the storing of files.</param>
    public async Task<AttemptReport?> RunAsync(CancellationToken drain, CancellationToken deadline)
    {
        await using var relay = new MeasurementRelay(coordinator, grant.Token, Judge, time);
        var result = await ResultAsync(relay, drain, deadline);
        var unsent = await relay.EndAsync();
        return gone.IsCancellationRequested ? null : new AttemptReport(result, unsent);
    }

    public void Dispose()
    {
        gone.Dispose();
        stopped.Dispose();
    }

    private async Task<AttemptResult> ResultAsync(MeasurementRelay relay, CancellationToken drain, CancellationToken deadline)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(drain, gone.Token);
        string? scratch = null;
        try
        {
            scratch = folder.CreateScratch(Name);
            return await TrainAsync(scratch, relay, cancel.Token, deadline);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new AttemptResult.HandedBack();
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
            if (scratch is not null) StateFolder.DeleteScratch(scratch);
        }
    }

    private async Task<AttemptResult> TrainAsync(string scratch, MeasurementRelay relay, CancellationToken cancel, CancellationToken deadline)
    {
        var data = await cache.GetAsync(grant.Data, cancel);
        var best = new BestSoFar(grant.Settings.Objective);
        var request = new TrainRequest(1, Trial.ToString(), grant.Trial, grant.Seed, grant.Settings, data, scratch);
        var limits = new TrialLimits(grant.TrialSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, silence);
        using var log = new TrialLog(folder.LogPath(Name));
        var end = await trainers.TrainAsync(request, limits, log, Measured, stopped.Token, cancel);
        return end switch
        {
            TrialEnd.Finished { Line: var line } => new AttemptResult.Completed(line.BestEpoch, line.Seconds, line.Values, await files.StoreAsync(scratch, line.Files, deadline)),
            TrialEnd.Stopped => best.ToResult(),
            TrialEnd.Failed failed => new AttemptResult.Failed(failed.Kind, failed.Message),
            _ => throw new InvalidOperationException($"unknown end of a trial {end.GetType().Name}"),
        };

        void Measured(Measurement measurement)
        {
            best.Add(measurement);
            relay.Add(measurement);
        }
    }

    /// <summary>The machine is at fault, not the trial: it is tried again, elsewhere with luck.</summary>
    private static AttemptResult.Failed Lost(Exception error) => new(FailureKind.Lost, error.Message);
}
