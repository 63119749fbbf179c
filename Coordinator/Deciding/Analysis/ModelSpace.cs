using System.Collections.Immutable;
using Coordinator.Deciding.Search;
using Shared.Space;

namespace Coordinator.Deciding.Analysis;

/// <summary>A search space as a forest works in it.</summary>
/// <remarks>
/// Notation: a point x has one coordinate a parameter, in order: of a choice the index of its option, of a number its coordinate in [0, 1]
/// (<see cref="Domain.ToUnit"/>). An observed point is NaN where a parameter does not exist; a drawn one has a coordinate for every
/// parameter, so that whatever comes to exist when another one is changed has a value already.
/// </remarks>
internal sealed class ModelSpace
{
    private readonly SearchSpace space;
    private readonly ParameterTree tree;
    private readonly ImmutableArray<ImmutableArray<Term>> forbidden;

    public ModelSpace(SearchSpace space)
    {
        (this.space, tree) = (space, new ParameterTree(space));
        var indices = space.Parameters.Select((parameter, i) => (parameter.Path, i)).ToDictionary(pair => pair.Path, pair => pair.i);
        Parents = [.. space.Parameters.Select(parameter => parameter.Condition is { } condition ? indices[condition.Path] : -1)];
        ParentOptions = [.. space.Parameters.Select((parameter, i) => parameter.Condition is { } condition ? ((Domain.Choice)space.Parameters[Parents[i]].Domain).Options.IndexOf(condition.Option) : -1)];
        Options = [.. space.Parameters.Select(parameter => parameter.Domain is Domain.Choice choice ? choice.Options.Length : 0)];
        forbidden = [.. space.Forbidden.Select(combination => combination.Terms.Select(term => new Term(indices[term.Path], term.Values)).ToImmutableArray())];
    }

    public ImmutableArray<Parameter> Parameters => space.Parameters;

    /// <summary>Index of the parameter that a parameter's condition refers to, or -1; always a smaller one.</summary>
    public ImmutableArray<int> Parents { get; }

    /// <summary>Index of the parent's option under which a parameter exists, or -1.</summary>
    public ImmutableArray<int> ParentOptions { get; }

    /// <summary>How many options a choice has; 0: it is a number.</summary>
    public ImmutableArray<int> Options { get; }

    public int? Find(string path)
    {
        for (var i = 0; i < Parameters.Length; i++)
            if (Parameters[i].Path == path) return i;
        return null;
    }

    /// <summary>The point of an assignment; null where it does not lie in the space.</summary>
    public double[]? Encode(Assignment assignment)
    {
        if (tree.Encode(assignment) is not { } point) return null;
        for (var i = 0; i < point.Length; i++)
            if (Options[i] > 0 && !double.IsNaN(point[i])) point[i] = Math.Floor(point[i] * Options[i]);
        return point;
    }

    /// <summary>The point at a point of the unit cube, as likely as the space's prior has it.</summary>
    public double[] FromUnit(ReadOnlySpan<double> unit)
    {
        var point = new double[unit.Length];
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = Parameters[i].Domain switch
            {
                Domain.Choice => Math.Min(Math.Floor(unit[i] * Options[i]), Options[i] - 1),
                Domain.Whole whole => whole.ToUnit(whole.FromUnit(unit[i])),
                _ => unit[i],
            };
        }
        return point;
    }

    public bool Exists(int i, ReadOnlySpan<double> point)
    {
        for (; Parents[i] >= 0; i = Parents[i])
            if ((int)point[Parents[i]] != ParentOptions[i]) return false;
        return true;
    }

    /// <summary>Sets whatever parameter <paramref name="i"/> exists under.</summary>
    public void MakeExist(int i, Span<double> point)
    {
        for (; Parents[i] >= 0; i = Parents[i]) point[Parents[i]] = ParentOptions[i];
    }

    public bool IsLegal(ReadOnlySpan<double> point)
    {
        foreach (var combination in forbidden)
        {
            var holds = true;
            foreach (var term in combination) holds = holds && Exists(term.Parameter, point) && term.Values.Contains(ValueAt(term.Parameter, point[term.Parameter]));
            if (holds) return false;
        }
        return true;
    }

    /// <summary>Whether a change of parameter <paramref name="i"/> may make a point legal or not.</summary>
    public bool BearsOnLegality(int i) => forbidden.Any(combination => combination.Any(term => IsOrIsUnder(term.Parameter, i)));

    public ParameterValue ValueAt(int i, double coordinate) =>
        Parameters[i].Domain is Domain.Choice choice ? choice.Options[(int)coordinate] : Parameters[i].Domain.FromUnit(coordinate);

    private bool IsOrIsUnder(int i, int above)
    {
        for (; i >= 0; i = Parents[i])
            if (i == above) return true;
        return false;
    }

    private readonly record struct Term(int Parameter, Domain Values);
}
