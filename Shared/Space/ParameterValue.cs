using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>
/// What a parameter can be set to: the scalars of YAML and JSON, and a list of whole numbers (layer widths).
/// In JSON and YAML a value is written as itself; a <see cref="Number"/> always carries a point, so that reading it
/// back never turns it into a <see cref="Whole"/> (nor, in YAML 1.1, where 1e-6 is none, into a text).
/// </summary>
[JsonConverter(typeof(ParameterValueJson))]
public abstract record ParameterValue
{
    private ParameterValue() { }

    /// <summary>A name, such as <c>focal</c>.</summary>
    public sealed record Text(string Value) : ParameterValue
    {
        public override string ToString() => Value;
    }

    /// <summary>A finite real number.</summary>
    public sealed record Number(double Value) : ParameterValue
    {
        public override string ToString()
        {
            var text = Value.ToString("R", CultureInfo.InvariantCulture);
            if (text.Contains('.')) return text;
            var exponent = text.IndexOf('E');
            return exponent < 0 ? text + ".0" : text.Insert(exponent, ".0");
        }
    }

    /// <summary>A whole number.</summary>
    public sealed record Whole(long Value) : ParameterValue
    {
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>true or false.</summary>
    public sealed record Flag(bool Value) : ParameterValue
    {
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>A list of whole numbers, such as the widths of hidden layers. Equal by content.</summary>
    public sealed record Wholes(ImmutableArray<long> Values) : ParameterValue
    {
        public bool Equals(Wholes? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var value in Values) hash.Add(value);
            return hash.ToHashCode();
        }

        public override string ToString() => $"[{string.Join(", ", Values)}]";
    }

    /// <summary>The value as a real number; a caller's bug for a text, flag or list.</summary>
    public double AsDouble() => this switch
    {
        Number number => number.Value,
        Whole whole => whole.Value,
        _ => throw new InvalidOperationException($"'{this}' is not a number"),
    };
}
