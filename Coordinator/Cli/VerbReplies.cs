using System.Text.Json.Serialization;
using Coordinator.Doctor;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary>What an export left, for scripts.</summary>
internal sealed record Exported(SweepName Sweep, int Trial, IReadOnlyList<string> Files);

/// <summary>What a delete did, for scripts.</summary>
internal sealed record Deleted(SweepName Sweep, [property: JsonPropertyName("deleted")] bool IsDeleted);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Exported))]
[JsonSerializable(typeof(Deleted))]
[JsonSerializable(typeof(Diagnosis))]
internal sealed partial class VerbJson : JsonSerializerContext;
