using System.Collections.Immutable;
using Shared.Space;

namespace Coordinator.Deciding.Analysis;

/// <summary>
/// A parameter's values as a table or a picture shows them: each option, each of few whole numbers, else slices of the range that are equally
/// likely. At most 64, so that a set of them is the bits of a number.
/// </summary>
/// <param name="Values">In the middle of each cell.</param>
/// <param name="Coordinates">Of the values, as in <see cref="ModelSpace"/>, in ascending order.</param>
/// <param name="Weights">How likely each is; they sum to 1.</param>
internal sealed record Cells(int Parameter, ImmutableArray<ParameterValue> Values, ImmutableArray<double> Coordinates, ImmutableArray<double> Weights)
{
    public const int Most = 64;

    private const int Slices = 32;

    /// <summary>Of nothing: one cell, that no split concerns.</summary>
    public static readonly Cells None = new(-1, [], [0], [1]);

    public int Count => Coordinates.Length;

    /// <summary>All of them, as bits.</summary>
    public ulong All => Count == Most ? ulong.MaxValue : (1UL << Count) - 1;

    public static Cells Of(ModelSpace space, int parameter)
    {
        switch (space.Parameters[parameter].Domain)
        {
            case Domain.Choice choice:
                // Of more options than bits, some at equal distances.
                var shown = Math.Min(choice.Options.Length, Most);
                var indices = Enumerable.Range(0, shown).Select(i => i * choice.Options.Length / shown).ToList();
                return new Cells(parameter, [.. indices.Select(i => choice.Options[i])], [.. indices.Select(i => (double)i)], [.. indices.Select(_ => 1.0 / shown)]);
            case Domain.Whole whole when whole.High - whole.Low < Slices:
                var numbers = Enumerable.Range(0, (int)(whole.High - whole.Low) + 1).Select(i => new ParameterValue.Whole(whole.Low + i)).ToList();
                return new Cells(parameter, [.. numbers], [.. numbers.Select(whole.ToUnit)], [.. numbers.Select(number => Share(whole, number.Value))]);
            case var domain:
                var middles = Enumerable.Range(0, Slices).Select(i => (i + 0.5) / Slices).ToList();
                return new Cells(parameter, [.. middles.Select(domain.FromUnit)], [.. middles], [.. middles.Select(_ => 1.0 / Slices)]);
        }
    }

    /// <summary>Those below a threshold, as bits.</summary>
    public ulong Below(double threshold)
    {
        var bits = 0UL;
        for (var i = 0; i < Count && Coordinates[i] < threshold; i++) bits |= 1UL << i;
        return bits;
    }

    /// <summary>Those whose option is among these, as bits.</summary>
    public ulong Among(ulong options)
    {
        var bits = 0UL;
        for (var i = 0; i < Count; i++)
            if ((options >> (int)Coordinates[i] & 1) != 0) bits |= 1UL << i;
        return bits;
    }

    /// <summary>As in <see cref="Domain.FromUnit"/>: each number owns [n - 1/2, n + 1/2).</summary>
    private static double Share(Domain.Whole whole, long number)
    {
        var (low, high) = (whole.Low - 0.5, whole.High + 0.5);
        return whole.Log ? Math.Log((number + 0.5) / (number - 0.5)) / Math.Log(high / low) : 1 / (high - low);
    }
}
