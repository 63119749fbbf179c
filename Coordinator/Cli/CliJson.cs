using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Deciding.Views;

namespace Coordinator.Cli;

/// <summary>What <c>--json</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SweepSummary))]
[JsonSerializable(typeof(TrialSummary))]
internal sealed partial class CliJson : JsonSerializerContext
{
    public static void Print(SweepSummary summary) => Console.Out.WriteLine(JsonSerializer.Serialize(summary, Default.SweepSummary));
}
