using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Coordinator.Deciding.Views;

/// <summary>
/// Hides what opens a door from an event's body: who shows an attempt's token speaks for it, who knows a worker's life can end it,
/// and a hash is not for collecting. Masked by name at any depth, so that a new event cannot forget to.
/// </summary>
public static class EventMask
{
    public const string Masked = "***";

    private static readonly string[] Secrets = ["token", "incarnation", "hash"];

    public static string Mask(string body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        using (var writer = new Utf8JsonWriter(output)) Copy(Encoding.UTF8.GetBytes(body), writer);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Copy(ReadOnlySpan<byte> body, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    if (!Secrets.Contains(name)) break;
                    reader.Read();
                    reader.Skip();
                    writer.WriteStringValue(Masked);
                    break;
                case JsonTokenType.StartObject: writer.WriteStartObject(); break;
                case JsonTokenType.EndObject: writer.WriteEndObject(); break;
                case JsonTokenType.StartArray: writer.WriteStartArray(); break;
                case JsonTokenType.EndArray: writer.WriteEndArray(); break;
                case JsonTokenType.String: writer.WriteStringValue(reader.GetString()); break;
                case JsonTokenType.Number: writer.WriteRawValue(reader.ValueSpan); break;
                case JsonTokenType.True: writer.WriteBooleanValue(true); break;
                case JsonTokenType.False: writer.WriteBooleanValue(false); break;
                case JsonTokenType.Null: writer.WriteNullValue(); break;
            }
        }
    }
}
