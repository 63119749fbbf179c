using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;
using Worker.Data;
using Worker.Training;
using static TorchSharp.torch;

namespace Worker.Weights;

/// <summary>
/// A trained model with all it takes to predict with it, in one safetensors file: parameters by the names of
/// <see cref="Mlp"/>, and as metadata, each a JSON text, <c>settings</c>, <c>labels</c> (names), <c>thresholds</c> and,
/// where exact, <c>calibration_shift</c>.
/// </summary>
/// <param name="LabelNames">Length C, in the order of the outputs.</param>
/// <param name="Thresholds">Length C: a label is predicted where its score is at least this; tuned on validation.</param>
/// <param name="CalibrationShift">Length C: sigmoid(z - shift) is a probability; null where no exact shift is known.</param>
internal sealed record TrainedModel(
    TrialSettings Settings, string[] LabelNames, float[] Thresholds, double[]? CalibrationShift, IReadOnlyDictionary<string, StoredTensor> Parameters)
{
    public static TrainedModel Of(Mlp model, TrialSettings settings, PreparedData data, float[] thresholds, double[]? calibrationShift)
    {
        var parameters = new OrderedDictionary<string, StoredTensor>();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in model.named_parameters(recurse: true)) parameters.Add(name, StoredTensor.Of(parameter));
        return new TrainedModel(settings, [.. data.LabelNames], thresholds, calibrationShift, parameters);
    }

    public void Save(string path) => AtomicFile.Write(path, Encode());

    public byte[] Encode()
    {
        var metadata = new OrderedDictionary<string, string>
        {
            ["settings"] = JsonSerializer.Serialize(Settings, ProtocolJson.Default.TrialSettings),
            ["labels"] = JsonSerializer.Serialize(LabelNames, TrainedModelJson.Default.StringArray),
            ["thresholds"] = JsonSerializer.Serialize(Thresholds, TrainedModelJson.Default.SingleArray),
        };
        if (CalibrationShift is not null) metadata.Add("calibration_shift", JsonSerializer.Serialize(CalibrationShift, TrainedModelJson.Default.DoubleArray));
        return new SafeTensors(metadata, Parameters).Encode();
    }

    /// <param name="place">What to call the bytes in messages.</param>
    /// <exception cref="DataProblem">The bytes are not what <see cref="Encode"/> writes.</exception>
    public static TrainedModel Decode(ReadOnlySpan<byte> file, string place)
    {
        var stored = SafeTensors.Decode(file, place);
        try
        {
            return new TrainedModel(
                JsonSerializer.Deserialize(stored.Metadata["settings"], ProtocolJson.Default.TrialSettings)!,
                JsonSerializer.Deserialize(stored.Metadata["labels"], TrainedModelJson.Default.StringArray)!,
                JsonSerializer.Deserialize(stored.Metadata["thresholds"], TrainedModelJson.Default.SingleArray)!,
                stored.Metadata.TryGetValue("calibration_shift", out var shift) ? JsonSerializer.Deserialize(shift, TrainedModelJson.Default.DoubleArray) : null,
                stored.Tensors);
        }
        catch (Exception broken) when (broken is KeyNotFoundException or JsonException)
        {
            throw new DataProblem($"{place} holds tensors, but not the settings, labels and thresholds of a trained model: {broken.Message}");
        }
    }
}
