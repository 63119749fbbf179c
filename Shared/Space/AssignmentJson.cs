using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>Writes an <see cref="Assignment"/> as one JSON object, path to value, in order.</summary>
public sealed class AssignmentJson : JsonConverter<Assignment>
{
    private static readonly ParameterValueJson Values = new();

    public override Assignment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"an assignment is an object, but got {reader.TokenType}");
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, ParameterValue>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var path = reader.GetString()!;
            reader.Read();
            pairs.Add(KeyValuePair.Create(path, Values.Read(ref reader, typeof(ParameterValue), options)));
        }
        return new Assignment(pairs.ToImmutable());
    }

    public override void Write(Utf8JsonWriter writer, Assignment value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (path, parameterValue) in value)
        {
            writer.WritePropertyName(path);
            Values.Write(writer, parameterValue, options);
        }
        writer.WriteEndObject();
    }
}
