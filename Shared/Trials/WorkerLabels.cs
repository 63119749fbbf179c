using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shared.Trials;

/// <summary>
/// What a worker says of itself, such as <c>gpu=a100</c>, and what a sweep asks of its workers: at most
/// <see cref="Most"/> keys, each with one value. Equal where keys and values are.
/// </summary>
[JsonConverter(typeof(WorkerLabelsJson))]
public sealed class WorkerLabels : IEquatable<WorkerLabels>
{
    public const int Most = 16;

    public const string Rule = "a worker's label is KEY=VALUE, each of 1 to 63 letters, digits, '-', '_' and '.'";

    public static readonly WorkerLabels None = new(ImmutableSortedDictionary<string, string>.Empty);

    private readonly ImmutableSortedDictionary<string, string> pairs;

    private WorkerLabels(ImmutableSortedDictionary<string, string> pairs) => this.pairs = pairs;

    public IReadOnlyDictionary<string, string> Pairs => pairs;

    /// <summary>The label <c>pool</c>, by which workers are grouped and scaled; <c>default</c> where there is none.</summary>
    public string Pool => pairs.GetValueOrDefault("pool") ?? "default";

    public bool IsEmpty => pairs.IsEmpty;

    /// <summary>Makes labels of keys and values.</summary>
    /// <param name="problem">What is wrong with them.</param>
    public static bool TryCreate(
        IEnumerable<KeyValuePair<string, string>> given, [NotNullWhen(true)] out WorkerLabels? labels, [NotNullWhen(false)] out string? problem)
    {
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        labels = null;
        foreach (var (key, value) in given)
        {
            problem = !IsLegal(key) || !IsLegal(value) ? $"{Rule}, but got '{key}={value}'"
                : pairs.ContainsKey(key) ? $"a worker's label has one value, but got '{key}' twice"
                : pairs.Count == Most ? $"a worker has at most {Most} labels"
                : null;
            if (problem is not null) return false;
            pairs.Add(key, value);
        }
        problem = null;
        labels = new WorkerLabels(pairs.ToImmutable());
        return true;
    }

    /// <summary>Reads <c>gpu=a100,zone=b</c>; an empty text is no label.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WorkerLabels? labels, [NotNullWhen(false)] out string? problem) => TryCreate(
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2) is [var key, var value] ? KeyValuePair.Create(key, value) : KeyValuePair.Create(part, "")),
        out labels,
        out problem);

    /// <summary>Whether every label that is asked for is among these, with that value.</summary>
    public bool Include(WorkerLabels asked)
    {
        foreach (var (key, value) in asked.pairs)
            if (!pairs.TryGetValue(key, out var mine) || mine != value) return false;
        return true;
    }

    public bool Equals(WorkerLabels? other) => other is not null && pairs.SequenceEqual(other.pairs);

    public override bool Equals(object? obj) => Equals(obj as WorkerLabels);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(',', pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static bool IsLegal(string text) => text.Length is >= 1 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

public sealed class WorkerLabelsJson : JsonConverter<WorkerLabels>
{
    public override WorkerLabels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"labels are an object of texts, but got {reader.TokenType}");
        var given = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw new JsonException($"the label '{key}' is a text, but got {reader.TokenType}");
            given.Add(KeyValuePair.Create(key, reader.GetString()!));
        }
        return WorkerLabels.TryCreate(given, out var labels, out var problem) ? labels : throw new JsonException(problem);
    }

    public override void Write(Utf8JsonWriter writer, WorkerLabels value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, label) in value.Pairs) writer.WriteString(key, label);
        writer.WriteEndObject();
    }
}
