using System.Collections;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>
/// A value for each parameter that exists under it, in the order of the space, constants included.
/// Equal by content. In JSON: one object, path to value.
/// </summary>
[JsonConverter(typeof(AssignmentJson))]
public sealed class Assignment(ImmutableArray<KeyValuePair<string, ParameterValue>> values)
    : IReadOnlyList<KeyValuePair<string, ParameterValue>>, IEquatable<Assignment>
{
    public int Count => values.Length;

    public KeyValuePair<string, ParameterValue> this[int index] => values[index];

    /// <summary>The value at a path, or null where that parameter does not exist under this assignment.</summary>
    public ParameterValue? Find(string path)
    {
        foreach (var (key, value) in values)
            if (key == path) return value;
        return null;
    }

    public bool Equals(Assignment? other) => other is not null && values.AsSpan().SequenceEqual(other.ToSpan());

    public override bool Equals(object? obj) => Equals(obj as Assignment);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in values)
        {
            hash.Add(key);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join(", ", values.Select(pair => $"{pair.Key}={pair.Value}"));

    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReadOnlySpan<KeyValuePair<string, ParameterValue>> ToSpan() => values.AsSpan();
}
