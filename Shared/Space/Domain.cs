using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>
/// The values a parameter may take. Every domain maps from and to the unit interval, so that samplers
/// can work in the unit cube; the map is monotone for numbers, and equal slices in listed order for choices.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Choice), "choice")]
[JsonDerivedType(typeof(Real), "real")]
[JsonDerivedType(typeof(Whole), "whole")]
public abstract record Domain
{
    private Domain() { }

    /// <summary>One of finitely many options without an order; a single option is a constant.</summary>
    public sealed record Choice(ImmutableArray<ParameterValue> Options) : Domain
    {
        public bool Equals(Choice? other) => other is not null && Options.AsSpan().SequenceEqual(other.Options.AsSpan());

        public override int GetHashCode() => Options.Length == 0 ? 0 : HashCode.Combine(Options.Length, Options[0]);

        public override string ToString() => Options.Length == 1 ? $"= {Options[0]}" : $"one of {string.Join(", ", Options)}";
    }

    /// <summary>A real number in [Low, High], uniform in the value or, with <paramref name="Log"/>, in its logarithm (then Low &gt; 0).</summary>
    public sealed record Real(double Low, double High, bool Log) : Domain
    {
        public override string ToString() => $"{Text(Low)} to {Text(High)}{(Log ? ", log scale" : "")}";

        /// <summary>As people write it: 1e-6, not 1E-06.</summary>
        private static string Text(double value) => value.ToString("R").Replace("E-0", "e-", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal);
    }

    /// <summary>A whole number in [Low, High], both included, uniform in the value or in its logarithm (then Low &gt; 0).</summary>
    public sealed record Whole(long Low, long High, bool Log) : Domain
    {
        public override string ToString() => $"whole, {Low} to {High}{(Log ? ", log scale" : "")}";
    }

    /// <summary>Whether there is nothing to choose.</summary>
    [JsonIgnore]
    public bool IsConstant => this switch
    {
        Choice choice => choice.Options.Length == 1,
        Real real => real.Low == real.High,
        Whole whole => whole.Low == whole.High,
        _ => throw new InvalidOperationException($"unknown domain {GetType().Name}"),
    };

    /// <summary>Whether the value lies in the domain; a whole number is a legal value of a real domain.</summary>
    public bool Contains(ParameterValue value) => this switch
    {
        Choice choice => choice.Options.Contains(value),
        Real real => value is ParameterValue.Number or ParameterValue.Whole && value.AsDouble() >= real.Low && value.AsDouble() <= real.High,
        Whole whole => value is ParameterValue.Whole number && number.Value >= whole.Low && number.Value <= whole.High,
        _ => throw new InvalidOperationException($"unknown domain {GetType().Name}"),
    };

    /// <summary>
    /// The value of this domain that a number equals: 0 stands for 0.0 and 2.0 for 2, since JSON of JavaScript does not tell them apart. What
    /// equals none is returned as it is.
    /// </summary>
    public ParameterValue Fit(ParameterValue value)
    {
        if (value is not (ParameterValue.Number or ParameterValue.Whole) || Contains(value) && this is Choice) return value;
        var number = value.AsDouble();
        return this switch
        {
            Choice choice => choice.Options.FirstOrDefault(option => option is ParameterValue.Number or ParameterValue.Whole && option.AsDouble() == number) ?? value,
            Real => new ParameterValue.Number(number),
            Whole => number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? new ParameterValue.Whole((long)number) : value,
            _ => throw new InvalidOperationException($"unknown domain {GetType().Name}"),
        };
    }

    /// <summary>The value at <paramref name="unit"/> in [0, 1].</summary>
    public ParameterValue FromUnit(double unit)
    {
        if (!(unit >= 0 && unit <= 1)) throw new ArgumentOutOfRangeException(nameof(unit), unit, "a unit coordinate lies in [0, 1]");
        switch (this)
        {
            case Choice choice:
                return choice.Options[Math.Min((int)(unit * choice.Options.Length), choice.Options.Length - 1)];
            case Real { Log: false } real:
                return new ParameterValue.Number(Math.Clamp(real.Low + unit * (real.High - real.Low), real.Low, real.High));
            case Real real:
                return new ParameterValue.Number(Math.Clamp(Math.Exp(Math.Log(real.Low) + unit * Math.Log(real.High / real.Low)), real.Low, real.High));
            case Whole whole:
                // Every whole number owns [n - 1/2, n + 1/2), so the ends are as likely as the middle.
                var (low, high) = (whole.Low - 0.5, whole.High + 0.5);
                var value = whole.Log ? Math.Exp(Math.Log(low) + unit * Math.Log(high / low)) : low + unit * (high - low);
                return new ParameterValue.Whole(Math.Clamp((long)Math.Round(value, MidpointRounding.AwayFromZero), whole.Low, whole.High));
            default: throw new InvalidOperationException($"unknown domain {GetType().Name}");
        }
    }

    /// <summary>The coordinate in [0, 1] of a value of this domain: the middle of its slice for choices and whole numbers.</summary>
    public double ToUnit(ParameterValue value)
    {
        switch (this)
        {
            case Choice choice:
                var index = choice.Options.IndexOf(value);
                return index >= 0 ? (index + 0.5) / choice.Options.Length : throw new ArgumentException($"'{value}' is not {this}", nameof(value));
            case Real real:
                if (real.Low == real.High) return 0.5;
                return real.Log
                    ? Math.Log(value.AsDouble() / real.Low) / Math.Log(real.High / real.Low)
                    : (value.AsDouble() - real.Low) / (real.High - real.Low);
            case Whole whole:
                var (low, high) = (whole.Low - 0.5, whole.High + 0.5);
                return whole.Log ? Math.Log(value.AsDouble() / low) / Math.Log(high / low) : (value.AsDouble() - low) / (high - low);
            default: throw new InvalidOperationException($"unknown domain {GetType().Name}");
        }
    }
}
