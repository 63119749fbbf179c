using Shared.Protocol;
using Shared.Trials;
using Worker.Data;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>Trains one trial after another and keeps the data of the last, which is most often that of the next.</summary>
/// <param name="log">Takes what the user should know of a trial, a line each.</param>
internal sealed class BuiltInTrainer(Device device, TimeProvider time, Action<string> log)
{
    private (string Path, LoadedData Data)? loaded;

    /// <summary>A <see cref="Training.Train"/>.</summary>
    /// <exception cref="DivergedException">A loss or score is not finite.</exception>
    /// <exception cref="DataProblem">The data is damaged, or none that the settings can be trained on.</exception>
    public TrainerLine.Finished Train(TrainRequest request, Action<Measurement> measured, CancellationToken stop)
    {
        using var trial = new Trial(request, DataAt(request.Data), device, time);
        foreach (var warning in trial.Warnings) log(warning);
        return trial.Run(measured, stop);
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
