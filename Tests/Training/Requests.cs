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
        new(1, $"small/{number}", number, seed, settings, Data: "", Scratch: "");

    /// <summary>A component with the catalogue's defaults, but for what is given.</summary>
    public static Component Default(ComponentEntry entry, params (string Name, ParameterValue Value)[] given) =>
        new(entry.Name, entry.Parameters.Where(parameter => parameter.Default is not null)
            .ToImmutableSortedDictionary(parameter => parameter.Name, parameter => parameter.Default!, StringComparer.Ordinal)
            .SetItems(given.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));

    public static Trained Train(TrialSettings settings, LoadedData data) => Train(Of(settings), data);

    public static Trained Train(TrainRequest request, LoadedData data) =>
        Train(request, (given, measured) =>
        {
            using var trial = new Trial(given, data, CPU, TimeProvider.System);
            return trial.Run(measured, checkpoints: null, CancellationToken.None);
        });

    /// <summary>Gives the trainer a scratch directory for as long as it trains.</summary>
    public static Trained Train(TrainRequest request, Func<TrainRequest, Action<Measurement>, TrainerLine.Finished> train)
    {
        var scratch = Directory.CreateTempSubdirectory("sweeps-trial-").FullName;
        try
        {
            var measurements = new List<Measurement>();
            var finished = train(request with { Scratch = scratch }, measurements.Add);
            return new Trained(finished, measurements, Read("weights"), Read("evaluation"));

            byte[] Read(string what) => File.ReadAllBytes(Path.Combine(scratch, finished.Files[what]));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    internal sealed record Trained(TrainerLine.Finished Finished, List<Measurement> Measurements, byte[] Weights, byte[] Evaluation);
}
