using System.Text.Json.Serialization;
using Shared.Randomness;

namespace Worker.Training;

/// <summary>What a trial knows after an epoch beside its tensors.</summary>
/// <param name="Epoch">Epochs that are done.</param>
/// <param name="Seconds">Spent on them, by all attempts whose work this is.</param>
/// <param name="TrainValues">Measures of the training part after the best epoch.</param>
/// <param name="RowOrder">Where the stream is that rows are shuffled with.</param>
/// <param name="Dropout">Where the stream is that dropout masks are drawn from.</param>
internal sealed record TrialProgress(
    int Epoch, double Seconds, PatienceState Patience, IReadOnlyDictionary<string, double> TrainValues, GeneratorPosition RowOrder, GeneratorPosition Dropout);

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrialProgress))]
internal sealed partial class TrialProgressJson : JsonSerializerContext;
