using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// Finds a legal assignment that was not tried yet, if there is one: a depth-first walk from the root down,
/// options in random order, that turns back at what is forbidden or tried. It is complete on finite spaces,
/// which is what samplers fall back on when what they would like is forbidden or tried already.
/// </summary>
internal sealed class UntriedPoint
{
    // A real parameter has so many values that one that was tried or forbidden throughout is met by chance only.
    private const int RealDraws = 16;

    private readonly ParameterTree tree;
    private readonly TriedPoints tried;
    private readonly SeededGenerator random;
    private readonly ParameterValue?[] values;

    private UntriedPoint(ParameterTree tree, TriedPoints tried, SeededGenerator random)
    {
        (this.tree, this.tried, this.random) = (tree, tried, random);
        values = new ParameterValue?[tree.Parameters.Length];
        tried.Index();
    }

    /// <summary>An assignment, or null when all are tried.</summary>
    public static Assignment? Find(ParameterTree tree, TriedPoints tried, SeededGenerator random)
    {
        var walk = new UntriedPoint(tree, tried, random);
        return walk.Descend(0) ? tree.ToAssignment(walk.values) : null;
    }

    private bool Descend(int i)
    {
        if (i == values.Length) return !tried.Contains(tree.ToPoint(values));
        values[i] = null;
        if (!tree.Exists(i, values)) return Descend(i + 1);
        foreach (var value in InRandomOrder(tree.Parameters[i].Domain))
        {
            values[i] = value;
            if (!tree.ForbidsFrom(i, values) && Descend(i + 1)) return true;
        }
        values[i] = null;
        return false;
    }

    private IEnumerable<ParameterValue> InRandomOrder(Domain domain)
    {
        switch (domain)
        {
            case Domain.Choice choice:
                var options = choice.Options.ToArray();
                random.Shuffle(options.AsSpan());
                foreach (var option in options) yield return option;
                break;
            case Domain.Whole whole:
                // From a random number upwards and round again: a range may be too long to shuffle.
                var start = ((ParameterValue.Whole)whole.FromUnit(random.NextDouble())).Value;
                for (var number = start; number <= whole.High; number++) yield return new ParameterValue.Whole(number);
                for (var number = whole.Low; number < start; number++) yield return new ParameterValue.Whole(number);
                break;
            case Domain.Real real:
                for (var draw = 0; draw < (real.IsConstant ? 1 : RealDraws); draw++) yield return real.FromUnit(random.NextDouble());
                break;
            default: throw new InvalidOperationException($"unknown domain {domain.GetType().Name}");
        }
    }
}
