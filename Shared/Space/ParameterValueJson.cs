using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>Writes a <see cref="ParameterValue"/> as the bare JSON scalar or array that it stands for.</summary>
public sealed class ParameterValueJson : JsonConverter<ParameterValue>
{
    public override ParameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new ParameterValue.Text(reader.GetString()!),
        JsonTokenType.True => new ParameterValue.Flag(true),
        JsonTokenType.False => new ParameterValue.Flag(false),
        JsonTokenType.Number => reader.ValueSpan.IndexOfAny(".eE"u8) >= 0
            ? new ParameterValue.Number(reader.GetDouble())
            : new ParameterValue.Whole(reader.GetInt64()),
        JsonTokenType.StartArray => ReadWholes(ref reader),
        _ => throw new JsonException($"a parameter's value is a text, a number, true, false or a list of whole numbers, but got {reader.TokenType}"),
    };

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case ParameterValue.Text text: writer.WriteStringValue(text.Value); break;
            case ParameterValue.Flag flag: writer.WriteBooleanValue(flag.Value); break;
            case ParameterValue.Whole whole: writer.WriteNumberValue(whole.Value); break;
            case ParameterValue.Number number: writer.WriteRawValue(number.ToString()); break;
            case ParameterValue.Wholes wholes:
                writer.WriteStartArray();
                foreach (var item in wholes.Values) writer.WriteNumberValue(item);
                writer.WriteEndArray();
                break;
            default: throw new InvalidOperationException($"unknown parameter value {value.GetType().Name}");
        }
    }

    private static ParameterValue.Wholes ReadWholes(ref Utf8JsonReader reader)
    {
        var values = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(reader.GetInt64());
        return new ParameterValue.Wholes(values.ToImmutable());
    }
}
