using System.Collections.Immutable;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// A search space as samplers work in it: parameters by index, assignments as points.
/// </summary>
/// <remarks>
/// Notation: a point x has one coordinate a parameter, in order. x_i in [0, 1] is <see cref="Domain.ToUnit"/> of parameter i's value,
/// NaN where parameter i does not exist. A parameter's parent is the one its condition refers to; it always has a smaller index.
/// </remarks>
internal sealed class ParameterTree
{
    private readonly SearchSpace space;
    private readonly int[] parents;
    private readonly ImmutableArray<Forbidden>[] forbiddenFrom;

    public ParameterTree(SearchSpace space)
    {
        this.space = space;
        var index = new Dictionary<string, int>(space.Parameters.Length);
        parents = new int[space.Parameters.Length];
        for (var i = 0; i < parents.Length; i++)
        {
            var parameter = space.Parameters[i];
            parents[i] = parameter.Condition is { } condition ? index[condition.Path] : -1;
            index.Add(parameter.Path, i);
        }
        var byLastTerm = space.Forbidden.ToLookup(combination => combination.Terms.Max(term => index[term.Path]));
        forbiddenFrom = [.. Enumerable.Range(0, parents.Length).Select(i => byLastTerm[i].ToImmutableArray())];
    }

    public ImmutableArray<Parameter> Parameters => space.Parameters;

    /// <summary>Whether parameter <paramref name="i"/> exists, given the values of the parameters before it (null: does not exist).</summary>
    public bool Exists(int i, ReadOnlySpan<ParameterValue?> values) =>
        parents[i] < 0 || Parameters[i].Condition!.Option.Equals(values[parents[i]]);

    /// <summary>Whether a combination whose last parameter is <paramref name="i"/> holds, and no choice of later ones can mend it.</summary>
    public bool ForbidsFrom(int i, ParameterValue?[] values)
    {
        foreach (var combination in forbiddenFrom[i])
            if (combination.Holds(path => values[IndexOf(path)])) return true;
        return false;
    }

    /// <summary>The values at a point, null where a parameter does not exist; false when they are forbidden.</summary>
    public bool TryDecode(ReadOnlySpan<double> point, ParameterValue?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Exists(i, values) ? Parameters[i].Domain.FromUnit(point[i]) : null;
            if (values[i] is not null && ForbidsFrom(i, values)) return false;
        }
        return true;
    }

    /// <summary>The point of an assignment, or null when the assignment does not lie in the space. A forbidden one has its point all the same.</summary>
    public double[]? Encode(Assignment assignment)
    {
        var values = new ParameterValue?[Parameters.Length];
        var found = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!Exists(i, values)) continue;
            // Assignments made in this space are in its order; others, such as baselines, need not be.
            var inOrder = found < assignment.Count && assignment[found].Key == Parameters[i].Path;
            values[i] = inOrder ? assignment[found].Value : assignment.Find(Parameters[i].Path);
            if (values[i] is not { } value || !Parameters[i].Domain.Contains(value)) return null;
            found++;
        }
        return found == assignment.Count ? ToPoint(values) : null;
    }

    public double[] ToPoint(ReadOnlySpan<ParameterValue?> values)
    {
        var point = new double[values.Length];
        for (var i = 0; i < point.Length; i++)
            point[i] = values[i] is { } value ? Parameters[i].Domain.ToUnit(value) : double.NaN;
        return point;
    }

    public Assignment ToAssignment(ReadOnlySpan<ParameterValue?> values)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, ParameterValue>>(values.Length);
        for (var i = 0; i < values.Length; i++)
            if (values[i] is { } value) pairs.Add(KeyValuePair.Create(Parameters[i].Path, value));
        return new Assignment(pairs.ToImmutable());
    }

    /// <summary>
    /// For each parameter an axis of a cube, such that parameters that never exist together may share one (-1 for constants):
    /// the tree has far fewer axes than parameters, and points spread evenly over an axis are spread evenly over
    /// all of the learning rates, whichever optimizer they belong to. Roots come first.
    /// </summary>
    public (int[] Axes, int Count) Axes()
    {
        var axes = new int[Parameters.Length];
        var next = 0;
        for (var i = 0; i < axes.Length; i++)
            if (parents[i] < 0) axes[i] = Parameters[i].Domain.IsConstant ? -1 : next++;
        for (var i = 0; i < axes.Length; i++)
            if (parents[i] < 0) next = LayOutChildren(i, next, axes);
        return (axes, next);
    }

    private int LayOutChildren(int parent, int start, int[] axes)
    {
        var end = start;
        var children = Enumerable.Range(parent + 1, axes.Length - parent - 1).Where(i => parents[i] == parent);
        foreach (var siblings in children.GroupBy(i => Parameters[i].Condition!.Option))
        {
            var next = start;
            foreach (var child in siblings) axes[child] = Parameters[child].Domain.IsConstant ? -1 : next++;
            foreach (var child in siblings) next = LayOutChildren(child, next, axes);
            end = Math.Max(end, next);
        }
        return end;
    }

    private int IndexOf(string path)
    {
        for (var i = 0; i < Parameters.Length; i++)
            if (Parameters[i].Path == path) return i;
        throw new InvalidOperationException($"a forbidden combination names '{path}', which is no parameter of the space");
    }
}
