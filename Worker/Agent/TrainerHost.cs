using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// Keeps a slot's trainer: a healthy one serves trial after trial, with its data loaded; after a failure, a cancel or a
/// timeout the next trial gets a new one.
/// </summary>
/// <param name="folder">Where trainers are started.</param>
internal sealed class TrainerHost(TrainerCommand command, string folder, TrainerRecords records, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private Trainer? trainer;

    /// <summary>Whether a trainer lives, with whatever memory it keeps for the next trial.</summary>
    public bool HasTrainer => trainer is { HasEnded: false };

    /// <summary>Trains a trial to its end.</summary>
    /// <param name="measured">Called for every measurement, each value finite.</param>
    /// <param name="checkpointed">Called for every checkpoint that the trainer has written.</param>
    /// <param name="stop">Asks the trainer to finish with the best so far.</param>
    /// <param name="cancel">Kills the trainer.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; no process is left of it.</exception>
    public async Task<TrialEnd> TrainAsync(
        TrainRequest request, TrialLimits limits, TrialLog trialLog, Action<Measurement> measured, Action<TrainerLine.Checkpointed> checkpointed, CancellationToken stop, CancellationToken cancel)
    {
        var isHealthy = false;
        try
        {
            var conversation = new Conversation(request, limits, measured, checkpointed, time);
            var isReused = HasTrainer;
            var end = await conversation.HoldAsync(await GetTrainerAsync(trialLog), stop, cancel);
            // A program that serves one trial and ends may do so just as the next is sent: that trial was not even begun.
            if (end is null && isReused) end = await conversation.HoldAsync(await GetTrainerAsync(trialLog), stop, cancel);
            isHealthy = end is TrialEnd.Finished;
            if (isHealthy) await trainer!.CatchUpAsync();
            return end ?? TrainerExit.Explain(await trainer!.ExitCode, trainer.LastComplaint);
        }
        finally
        {
            if (!isHealthy) await EndTrainerAsync(kill: true);
        }
    }

    /// <summary>Tells an idle trainer to end, and waits until it has.</summary>
    public async ValueTask DisposeAsync() => await EndTrainerAsync(kill: false);

    private async Task<Trainer> GetTrainerAsync(TrialLog trialLog)
    {
        if (trainer is { HasEnded: true }) await EndTrainerAsync(kill: true);
        if (trainer is null)
        {
            trainer = Trainer.Start(command, folder, records, time);
            AgentLog.TrainerStarted(log, trainer.Session);
        }
        trainer.Begin(trialLog);
        return trainer;
    }

    private async Task EndTrainerAsync(bool kill)
    {
        if (trainer is not { } ending) return;
        trainer = null;
        if (kill) ending.Kill();
        await ending.DisposeAsync();
        if (ending.HasEnded) AgentLog.TrainerEnded(log, ending.Session);
        else AgentLog.TrainerHangs(log, ending.Session);
    }
}
