using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shared.Protocol;

/// <summary>
/// Measures by name. A value that is not finite comes as a text (<c>"NaN"</c>) or as null, as the trainer's language
/// has it; both are read as not a number, so that a diverged trial is told from a broken line.
/// </summary>
internal sealed class MeasuresJson : JsonConverter<IReadOnlyDictionary<string, double>>
{
    public override IReadOnlyDictionary<string, double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"measures are an object, but got {reader.TokenType}");
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var measure = reader.GetString()!;
            reader.Read();
            values[measure] = ReadValue(ref reader);
        }
        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (measure, number) in value)
        {
            if (double.IsFinite(number)) writer.WriteNumber(measure, number);
            else writer.WriteString(measure, double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        }
        writer.WriteEndObject();
    }

    private static double ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.Null => double.NaN,
        JsonTokenType.String => reader.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => throw new JsonException($"a measure is a number, \"NaN\", \"Infinity\", \"-Infinity\" or null, but got \"{text}\""),
        },
        var token => throw new JsonException($"a measure is a number, \"NaN\", \"Infinity\", \"-Infinity\" or null, but got {token}"),
    };
}
