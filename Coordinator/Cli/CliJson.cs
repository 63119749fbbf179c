using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Coordinator.Cli;

/// <summary>What <c>--json</c> prints: one object a line, as the API has it.</summary>
internal static class CliJson
{
    public static void Print<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
