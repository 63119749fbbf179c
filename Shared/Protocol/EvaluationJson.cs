using System.Text.Json.Serialization;
using Shared.Trials;

namespace Shared.Protocol;

/// <summary>JSON of what a trainer leaves behind to look at.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Evaluation))]
public sealed partial class EvaluationJson : JsonSerializerContext;
