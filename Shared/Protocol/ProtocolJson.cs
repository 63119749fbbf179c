using System.Text.Json;
using System.Text.Json.Serialization;
using Shared.Spec;

namespace Shared.Protocol;

/// <summary>
/// JSON of everything said between coordinator, worker and trainer. Names are snake_case; readers ignore fields they
/// do not know, so that either side can be upgraded first; NaN and Infinity are written as texts.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrainerRequest))]
[JsonSerializable(typeof(TrainerLine))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinReply))]
[JsonSerializable(typeof(LeaveRequest))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(RenewReply))]
[JsonSerializable(typeof(MeasureRequest))]
[JsonSerializable(typeof(MeasureReply))]
[JsonSerializable(typeof(LogRequest))]
[JsonSerializable(typeof(LogReply))]
[JsonSerializable(typeof(FinishRequest))]
[JsonSerializable(typeof(FinishReply))]
[JsonSerializable(typeof(PrepareRequest))]
[JsonSerializable(typeof(PrepareReply))]
[JsonSerializable(typeof(SmokeReply))]
[JsonSerializable(typeof(SweepSpec))]
[JsonSerializable(typeof(AttemptResult.Failed), TypeInfoPropertyName = "AttemptFailed")]
public sealed partial class ProtocolJson : JsonSerializerContext;
