using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Protocol;
using Shared.Space;
using Shared.Trials;
using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

/// <summary>Requests to train a small trial, and what came of it.</summary>
internal static class Requests
{
    public static TrialSettings Settings { get; } = new(
        new ModelSettings([32], 0),
        new TrainingSettings(Epochs: 3, BatchSize: 32, StepsPerEpoch: null, EarlyStopping: null, ClipGradient: null),
        Default(Components.Loss["bce"]),
        Default(Components.Resampling["none"]),
        Default(Components.Optimizer["adam"]),
        OutputBias: "zero",
        new Objective("validation.macro_ap", Maximise: true));

    public static TrainRequest Of(TrialSettings settings, int number = 0, ulong seed = 1) =>
        new(1, $"small/{number}", number, seed, settings, Data: "small", Scratch: Directory.CreateTempSubdirectory("sweeps-trial-").FullName);

    /// <summary>A component with the catalogue's defaults, but for what is given.</summary>
    public static Component Default(ComponentEntry entry, params (string Name, ParameterValue Value)[] given) =>
        new(entry.Name, entry.Parameters.Where(parameter => parameter.Default is not null)
            .ToImmutableSortedDictionary(parameter => parameter.Name, parameter => parameter.Default!, StringComparer.Ordinal)
            .SetItems(given.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));

    public static Trained Train(TrainRequest request, LoadedData data)
    {
        try
        {
            var measurements = new List<Measurement>();
            using var trial = new Trial(request, data, CPU, TimeProvider.System);
            var finished = trial.Run(measurements.Add, CancellationToken.None);
            return new Trained(finished, measurements, File.ReadAllBytes(Path.Combine(request.Scratch, finished.Files["weights"])));
        }
        finally
        {
            Directory.Delete(request.Scratch, recursive: true);
        }
    }

    public static Trained Train(TrialSettings settings, LoadedData data) => Train(Of(settings), data);

    internal sealed record Trained(TrainerLine.Finished Finished, List<Measurement> Measurements, byte[] Weights);
}
