using System.Text.Json.Serialization;
using Shared.Protocol;

namespace Shared.Trials;

/// <summary>What a trial reports after an epoch: measures by name, such as <c>validation.macro_ap</c>. An undefined measure is absent.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Seconds">Seconds since the attempt began; where it went on from a checkpoint, those up to the checkpoint come first.</param>
public sealed record Measurement(int Epoch, double Seconds, [property: JsonConverter(typeof(MeasuresJson))] IReadOnlyDictionary<string, double> Values)
{
    /// <summary>Rows that the epoch was trained on; null: the trainer does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Rows { get; init; }
}
