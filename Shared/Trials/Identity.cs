using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shared.Trials;

/// <summary>A sweep's name: 1 to 63 of a-z, 0-9, '-' and '_', starting with a letter or digit; safe in paths, URLs and metric labels.</summary>
[JsonConverter(typeof(SweepNameJson))]
public readonly record struct SweepName
{
    public const string Rule = "a sweep's name has 1 to 63 of a-z, 0-9, '-' and '_' and starts with a letter or digit";

    private readonly string? value;

    private SweepName(string value) => this.value = value;

    public static bool TryParse(string? text, out SweepName name)
    {
        var legal = text is { Length: >= 1 and <= 63 } && char.IsAsciiLetterOrDigit(text[0]) &&
            text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        name = legal ? new SweepName(text!) : default;
        return legal;
    }

    public static SweepName Parse(string text) => TryParse(text, out var name) ? name : throw new FormatException(Rule);

    public override string ToString() => value ?? throw new InvalidOperationException("a default SweepName names nothing");
}

/// <summary>A trial: the sweep's name and the trial's number in it, from 0. Written <c>debtags/17</c>.</summary>
public readonly record struct TrialId(SweepName Sweep, int Number)
{
    public override string ToString() => $"{Sweep}/{Number}";
}

/// <summary>
/// The fencing token of one attempt: 128 random bits in hexadecimal, drawn at the edge when the trial is claimed.
/// Whoever shows it holds, or held, that attempt.
/// </summary>
[JsonConverter(typeof(AttemptTokenJson))]
public readonly record struct AttemptToken
{
    private readonly string? value;

    private AttemptToken(string value) => this.value = value;

    public static bool TryParse(string? text, out AttemptToken token)
    {
        var legal = text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);
        token = legal ? new AttemptToken(text!) : default;
        return legal;
    }

    public static AttemptToken Parse(string text) =>
        TryParse(text, out var token) ? token : throw new FormatException("an attempt's token is 32 lower-case hexadecimal digits");

    public override string ToString() => value ?? throw new InvalidOperationException("a default AttemptToken is nobody's");
}

/// <summary>
/// One life of one worker process: a name that people know it by, and a number that no other life of it shares.
/// </summary>
public readonly record struct WorkerLife(string Name, string Incarnation)
{
    public const string NameRule = "a worker's name has 1 to 100 letters, digits, '-', '_', '.' and ':'";

    public const int MostIncarnation = 64;

    /// <summary>Whether name and incarnation are safe in paths of URLs, logs and labels.</summary>
    public bool IsLegal => IsWord(Name, 100, ":.-_") && IsWord(Incarnation, MostIncarnation, "-");

    public override string ToString() => $"{Name}#{Incarnation}";

    private static bool IsWord(string? text, int most, string besides) =>
        text is { Length: >= 1 } && text.Length <= most && text.All(c => char.IsAsciiLetterOrDigit(c) || besides.Contains(c));
}

/// <summary>The content address of an artefact: its SHA-256 in hexadecimal.</summary>
[JsonConverter(typeof(ArtefactAddressJson))]
public readonly record struct ArtefactAddress
{
    private readonly string? value;

    private ArtefactAddress(string value) => this.value = value;

    public static bool TryParse(string? text, out ArtefactAddress address)
    {
        var legal = text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
        address = legal ? new ArtefactAddress(text!) : default;
        return legal;
    }

    public static ArtefactAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("an artefact's address is 64 lower-case hexadecimal digits");

    public override string ToString() => value ?? throw new InvalidOperationException("a default ArtefactAddress leads nowhere");
}

public sealed class SweepNameJson : JsonConverter<SweepName>
{
    public override SweepName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SweepName.TryParse(reader.GetString(), out var name) ? name : throw new JsonException(SweepName.Rule);

    public override void Write(Utf8JsonWriter writer, SweepName value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

public sealed class AttemptTokenJson : JsonConverter<AttemptToken>
{
    public override AttemptToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AttemptToken.TryParse(reader.GetString(), out var token) ? token : throw new JsonException("an attempt's token is 32 lower-case hexadecimal digits");

    public override void Write(Utf8JsonWriter writer, AttemptToken value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

public sealed class ArtefactAddressJson : JsonConverter<ArtefactAddress>
{
    public override ArtefactAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ArtefactAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("an artefact's address is 64 lower-case hexadecimal digits");

    public override void Write(Utf8JsonWriter writer, ArtefactAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
