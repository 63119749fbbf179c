using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Shared.Catalogue;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Space;
using Shared.Trials;
using TorchSharp;
using Worker.Data;
using Worker.Devices;
using Worker.Training;

namespace Worker.Modes;

/// <summary><c>sweeps-worker smoke</c>: trains a trial of a moment on data of its own, and answers with a <see cref="SmokeReply"/> on standard output; started by <c>sweeps doctor</c>.</summary>
internal static class SmokeMode
{
    private const int Rows = 200, Features = 24, Labels = 8, Epochs = 10;

    public static Command Command()
    {
        var device = new Option<string>("--device") { Description = "Where to train, as for a worker.", DefaultValueFactory = _ => "auto" };
        device.Validators.Add(given =>
        {
            if (!DeviceChoice.IsLegal(given.GetValueOrDefault<string>()!)) given.AddError($"{DeviceChoice.Rule}, but got '{string.Join(' ', given.Tokens)}'");
        });
        var mode = new Command("smoke", "Train a tiny trial, to see whether this machine can; started by sweeps") { device };
        mode.SetAction(async (arguments, cancel) =>
        {
            using var output = ProtocolOutput.Take();
            var reply = await Train(arguments.GetValue(device)!, cancel);
            await JsonSerializer.SerializeAsync(output, reply, ProtocolJson.Default.SmokeReply, cancel);
            return reply.Problem is null ? 0 : 1;
        });
        return mode;
    }

    private static async Task<SmokeReply> Train(string asked, CancellationToken cancel)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var scratch = Directory.CreateTempSubdirectory("sweeps-smoke-").FullName;
        // This process sees every GPU, so that a number means what it says.
        var where = asked;
        try
        {
            var choice = await DeviceChoice.MakeAsync(asked, slots: 1, Machine.Current, cancel);
            if (!asked.Contains(':')) where = choice.Slots[0].Name;
            var device = torch.device(where);
            using var trial = new Trial(new TrainRequest(1, "smoke/0", 0, Seed: 1, Settings, Data: "", scratch), new LoadedData(Data(), device), device, TimeProvider.System);
            var losses = new List<double>();
            trial.Run(measured => losses.Add(measured.Values["train.loss"]), checkpoints: null, cancel);
            return new SmokeReply(
                losses[^1] < losses[0] ? null : $"the loss went from {losses[0]} to {losses[^1]} and should have fallen: the device computes wrongly",
                where, TimeProvider.System.GetElapsedTime(begun).TotalSeconds, losses[0], losses[^1]);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever it is, a person wants to hear of it.
            await Console.Error.WriteLineAsync(error.ToString());
            return new SmokeReply(error.Message, where, TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 0);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static TrialSettings Settings { get; } = new(
        new ModelSettings([16], 0),
        new TrainingSettings(Epochs, BatchSize: 20, StepsPerEpoch: null, EarlyStopping: null, ClipGradient: null),
        Default(Components.Loss["bce"]), Default(Components.Resampling["none"]), Default(Components.Optimizer["adam"]),
        OutputBias: "zero",
        new Objective("validation.macro_ap", Maximise: true));

    private static Component Default(ComponentEntry entry) => new(entry.Name, entry.Parameters.Where(parameter => parameter.Default is not null)
        .ToImmutableSortedDictionary(parameter => parameter.Name, parameter => parameter.Default!, StringComparer.Ordinal));

    /// <summary>A label holds where its own feature is there.</summary>
    private static PreparedData Data() =>
        new([.. Enumerable.Range(0, Labels).Select(label => $"label {label}")], Features, Part("train"), Part("validation"), Part("test"), "made to see whether it trains", []);

    private static DataPart Part(string name)
    {
        var random = new SeededGenerator(1, name);
        var features = new SparseRowsBuilder(Features);
        var labels = new List<int[]>();
        for (var row = 0; row < Rows; row++)
        {
            int[] own = [.. Enumerable.Range(0, Labels).Where(_ => random.NextDouble() < 0.3)];
            foreach (var feature in own.Concat(Enumerable.Range(Labels, Features - Labels).Where(_ => random.NextDouble() < 0.2))) features.Add(feature, 1);
            features.EndRow();
            labels.Add(own);
        }
        return new DataPart(features.Build(), LabelRows.FromRows(Labels, labels));
    }
}
