using System.Collections.Immutable;
using System.Globalization;
using Shared.Space;

namespace Shared.Catalogue;

/// <summary>The values for which a parameter makes sense at all, whatever a spec searches.</summary>
public abstract record LegalValues
{
    private LegalValues() { }

    /// <summary>Completes "must be ...".</summary>
    public abstract string Rule { get; }

    /// <summary>Whether a value is of the right kind and within the bounds.</summary>
    public abstract bool Contains(ParameterValue value);

    /// <summary>A finite real number between two bounds, each included or not.</summary>
    public sealed record Number(double Low, bool LowIncluded, double High, bool HighIncluded) : LegalValues
    {
        public static Number AtLeast(double low, double high) => new(low, true, high, true);

        public static Number Above(double low, double high) => new(low, false, high, true);

        /// <summary>Strictly between 0 and 1.</summary>
        public static Number Share { get; } = new(0, false, 1, false);

        /// <summary>From 0, included, to 1, excluded.</summary>
        public static Number BelowOne { get; } = new(0, true, 1, false);

        public override string Rule => string.Create(CultureInfo.InvariantCulture,
            $"a number {(LowIncluded ? "of at least" : "above")} {Low:R} and {(HighIncluded ? "at most" : "below")} {High:R}");

        public override bool Contains(ParameterValue value) => value is ParameterValue.Number number &&
            (LowIncluded ? number.Value >= Low : number.Value > Low) && (HighIncluded ? number.Value <= High : number.Value < High);
    }

    /// <summary>A whole number in [Low, High].</summary>
    public sealed record Whole(long Low, long High) : LegalValues
    {
        public override string Rule => $"a whole number from {Low} to {High}";

        public override bool Contains(ParameterValue value) => value is ParameterValue.Whole whole && whole.Value >= Low && whole.Value <= High;
    }

    /// <summary>One of the listed names.</summary>
    public sealed record OneOf(params ImmutableArray<string> Names) : LegalValues
    {
        public override string Rule => $"one of {string.Join(", ", Names)}";

        public override bool Contains(ParameterValue value) => value is ParameterValue.Text text && Names.Contains(text.Value);
    }

    /// <summary>true or false.</summary>
    public sealed record Flag : LegalValues
    {
        public override string Rule => "true or false";

        public override bool Contains(ParameterValue value) => value is ParameterValue.Flag;
    }

    /// <summary>At most <paramref name="Layers"/> widths of layers, each in [1, Widest].</summary>
    public sealed record Widths(int Layers, int Widest) : LegalValues
    {
        public override string Rule => $"a list of at most {Layers} layer widths from 1 to {Widest}";

        public override bool Contains(ParameterValue value) =>
            value is ParameterValue.Wholes wholes && wholes.Values.Length <= Layers && wholes.Values.All(width => width >= 1 && width <= Widest);
    }
}
