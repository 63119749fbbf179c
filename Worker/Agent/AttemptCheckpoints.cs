using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Trials;
using Worker.Data;

namespace Worker.Agent;

/// <summary>
/// Stores an attempt's newest checkpoint as an artefact now and then, beside the training, and says so with the next
/// measurements. One that cannot be stored costs what a later attempt has to train again, and never the trial.
/// </summary>
internal sealed class AttemptCheckpoints : IAsyncDisposable
{
    private readonly TrialId trial;
    private readonly string scratch;
    private readonly string copy;
    private readonly TimeSpan every;
    private readonly CoordinatorClient coordinator;
    private readonly Action<Checkpoint> stored;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly SemaphoreSlim announced = new(0, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private readonly Task storing;
    private TrainerLine.Checkpointed? newest;
    private Checkpoint? latest;
    private bool hasComplained;

    /// <param name="scratch">The trainer's directory.</param>
    /// <param name="own">A directory of the worker's: the trainer writes on while a checkpoint is on its way.</param>
    /// <param name="every">The least time between two that are stored, and before the first.</param>
    /// <param name="stored">Told of each.</param>
    public AttemptCheckpoints(
        TrialId trial, string scratch, string own, TimeSpan every, CoordinatorClient coordinator, Action<Checkpoint> stored, TimeProvider time, ILogger log)
    {
        this.trial = trial;
        this.scratch = scratch;
        copy = Path.Combine(own, "stored");
        this.every = every;
        this.coordinator = coordinator;
        this.stored = stored;
        this.time = time;
        this.log = log;
        storing = StoreNowAndThenAsync();
    }

    /// <summary>The trainer has written one.</summary>
    public void Add(TrainerLine.Checkpointed line)
    {
        lock (gate)
        {
            newest = line;
            if (announced.CurrentCount == 0) announced.Release();
        }
    }

    /// <summary>Stores the newest, unless it is stored already, and returns the latest that is; null: none is.</summary>
    public async Task<Checkpoint?> StoreNewestAsync(CancellationToken deadline)
    {
        await StopAsync();
        try
        {
            await StoreAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            AgentLog.CheckpointNotStored(log, trial, "there was no time left");
        }
        return latest;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        ending.Dispose();
        announced.Dispose();
    }

    private async Task StopAsync()
    {
        await ending.CancelAsync();
        await storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StoreNowAndThenAsync()
    {
        while (true)
        {
            await Task.Delay(every, time, ending.Token);
            await announced.WaitAsync(ending.Token);
            if (await StoreAsync(ending.Token) is { } checkpoint) stored(checkpoint);
        }
    }

    private async Task<Checkpoint?> StoreAsync(CancellationToken cancel)
    {
        TrainerLine.Checkpointed? line;
        lock (gate) line = newest;
        if (line is null || line.Epoch == latest?.Epoch) return null;
        try
        {
            File.Copy(AttemptFiles.PathOf(scratch, "checkpoint", line.File), copy, overwrite: true);
            var address = await ArtefactCache.AddressOfAsync(copy, cancel);
            await coordinator.UploadAsync(address, copy, cancel);
            return latest = new Checkpoint(line.Epoch, address);
        }
        catch (Exception error) when (error is DataProblem or RefusedException or IOException or UnauthorizedAccessException)
        {
            // Too large, over a quota, a full disk: said once, and tried again with the next.
            if (!hasComplained) AgentLog.CheckpointNotStored(log, trial, error.Message);
            hasComplained = true;
            return null;
        }
    }
}
