using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// Tells protocol from log in what a trainer prints. A line of the protocol that cannot be understood is a failure of
/// the trainer: dropping it might lose the trial's result without a word.
/// </summary>
internal static class TrainerLineParser
{
    /// <summary>What the line says, or null where it is log.</summary>
    public static TrainerLine? Parse(Line line)
    {
        var text = line.Bytes.Span;
        if (text.Length == 0 || text[0] != '{' || text.IndexOf("\"sweeps\""u8) < 0) return null;
        if (line.IsCut) return Broken($"a line of the protocol may have {Trainer.LongestLine} bytes, but got a longer one");
        return TryParse(text, out var problem) ?? TryParse(BareNonFinite.Quote(text).Span, out problem) ?? problem;
    }

    private static TrainerLine? TryParse(ReadOnlySpan<byte> text, out TrainerLine? problem)
    {
        problem = null;
        if (!IsProtocol(text)) return null;
        try
        {
            return JsonSerializer.Deserialize(text, ProtocolJson.Default.TrainerLine);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            problem = Broken($"a line of the protocol cannot be understood: {error.Message}");
            return null;
        }
    }

    /// <summary>Whether the text is one JSON object with <c>"sweeps":1</c>.</summary>
    private static bool IsProtocol(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var line = JsonDocument.ParseValue(ref reader);
            return reader.BytesConsumed == text.TrimEnd(" \t\r"u8).Length &&
                line.RootElement.TryGetProperty("sweeps"u8, out var version) &&
                version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == 1;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static TrainerLine.Failed Broken(string why) => new(FailureKind.Crashed, why);
}
