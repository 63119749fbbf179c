using Shared.Protocol;
using Shared.Trials;
using Worker.Data;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>Trains one trial after another and keeps the data of the last, which is most often that of the next.</summary>
/// <param name="checkpointEvery">The least time between two checkpoints of a trial.</param>
/// <param name="log">Takes what the user should know of a trial, a line each.</param>
internal sealed class BuiltInTrainer(Device device, TimeSpan checkpointEvery, TimeProvider time, Action<string> log)
{
    private (string Path, LoadedData Data)? loaded;

    /// <summary>A <see cref="Training.Train"/>.</summary>
    /// <exception cref="DivergedException">A loss or score is not finite.</exception>
    /// <exception cref="DataProblem">The data is damaged, or none that the settings can be trained on.</exception>
    public TrainerLine.Finished Train(TrainRequest request, Action<Measurement> measured, Action<TrainerLine.Checkpointed> checkpointed, CancellationToken stop)
    {
        var data = DataAt(request.Data);
        using var trial = Begin(request, data);
        foreach (var warning in trial.Warnings) log(warning);
        var checkpoints = new CheckpointWriter(request.Scratch, checkpointEvery, checkpointed, log, time);
        return trial.Run(measured, checkpoints, stop);
    }

    /// <summary>A checkpoint that cannot be used costs time, and not the trial.</summary>
    private Trial Begin(TrainRequest request, LoadedData data)
    {
        var trial = new Trial(request, data, device, time);
        if (request.Resume is null) return trial;
        try
        {
            trial.Resume(File.ReadAllBytes(request.Resume), "the checkpoint");
            return trial;
        }
        catch (Exception unusable) when (unusable is DataProblem or IOException or UnauthorizedAccessException)
        {
            trial.Dispose();
            log($"{unusable.Message}; the trial begins at the beginning");
            return new Trial(request, data, device, time);
        }
    }

    private LoadedData DataAt(string path)
    {
        if (loaded is { } kept && kept.Path == path) return kept.Data;
        // Forgotten first, so that two large data sets are never in memory together.
        loaded = null;
        var data = LoadedData.Load(path, device);
        loaded = (path, data);
        return data;
    }
}
