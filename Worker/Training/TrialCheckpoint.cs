using System.Globalization;
using System.Text.Json;
using Shared.Protocol;
using Worker.Data;
using Worker.Weights;

namespace Worker.Training;

/// <summary>
/// A trial's whole state after an epoch, in one safetensors file: the tensors <c>model/*</c>, <c>best/*</c> and
/// <c>loss/*</c>, the optimizer's own bytes, and as metadata the <see cref="TrialProgress"/> and which trial it is of.
/// A checkpoint goes on bit for bit, so it is for the very same trial on the very same data alone.
/// </summary>
/// <param name="Origin">What must be equal, by name: trial, seed, settings, data.</param>
internal sealed record TrialCheckpoint(
    IReadOnlyDictionary<string, string> Origin, TrialProgress Progress, IReadOnlyDictionary<string, StoredTensor> Tensors, byte[] Optimizer)
{
    private const string OptimizerName = "optimizer";
    private const string ProgressName = "progress";

    /// <summary>Raised whenever the same file would go on differently.</summary>
    private const string Version = "1";

    public static IReadOnlyDictionary<string, string> OriginOf(TrainRequest request, PreparedData data) => new OrderedDictionary<string, string>
    {
        ["version"] = Version,
        ["trial"] = request.Trial,
        ["number"] = request.Number.ToString(CultureInfo.InvariantCulture),
        ["seed"] = request.Seed.ToString(CultureInfo.InvariantCulture),
        ["data"] = data.Fingerprint,
        ["settings"] = JsonSerializer.Serialize(request.Settings, ProtocolJson.Default.TrialSettings),
    };

    public byte[] Encode()
    {
        var metadata = new OrderedDictionary<string, string>(Origin) { [ProgressName] = JsonSerializer.Serialize(Progress, TrialProgressJson.Default.TrialProgress) };
        return new SafeTensors(metadata, Tensors) { Bytes = new Dictionary<string, byte[]> { [OptimizerName] = Optimizer } }.Encode();
    }

    /// <param name="expected">What <see cref="Origin"/> must be.</param>
    /// <param name="place">What to call the bytes in messages.</param>
    /// <exception cref="DataProblem">The bytes are not what <see cref="Encode"/> writes, or are of another trial.</exception>
    public static TrialCheckpoint Decode(ReadOnlySpan<byte> file, IReadOnlyDictionary<string, string> expected, string place)
    {
        var stored = SafeTensors.Decode(file, place);
        foreach (var (name, value) in expected)
            if (stored.Metadata.GetValueOrDefault(name) != value) throw new DataProblem($"{place} is of another trial: its `{name}` is not that of {expected["trial"]}");
        try
        {
            var progress = JsonSerializer.Deserialize(stored.Metadata[ProgressName], TrialProgressJson.Default.TrialProgress);
            return new TrialCheckpoint(expected, progress ?? throw new JsonException("there is no progress"), stored.Tensors, stored.Bytes[OptimizerName]);
        }
        catch (Exception broken) when (broken is KeyNotFoundException or JsonException)
        {
            throw new DataProblem($"{place} is no sound checkpoint: {broken.Message}");
        }
    }
}
