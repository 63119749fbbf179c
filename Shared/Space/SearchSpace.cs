using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Shared.Space;

/// <summary>
/// A conditional search space: parameters in an order in which every condition refers to an earlier one,
/// and combinations that are forbidden. A parameter exists only while its condition holds.
/// </summary>
public sealed record SearchSpace(ImmutableArray<Parameter> Parameters, ImmutableArray<Forbidden> Forbidden)
{
    /// <summary>The parameters that leave something to choose.</summary>
    [JsonIgnore]
    public IEnumerable<Parameter> Free => Parameters.Where(parameter => !parameter.Domain.IsConstant);

    /// <summary>
    /// Builds an assignment from the root down: <paramref name="choose"/> is asked once, in order,
    /// for each parameter that exists under the values chosen so far. Forbidden combinations are not looked at.
    /// </summary>
    public Assignment Assign(Func<Parameter, ParameterValue> choose) => AssignByIndex(i => choose(Parameters[i]));

    /// <summary>The assignment at a point of the unit cube, one coordinate a parameter in order; coordinates of absent parameters are not read.</summary>
    public Assignment FromUnit(ReadOnlySpan<double> point)
    {
        if (point.Length != Parameters.Length)
            throw new ArgumentException($"a point has one coordinate for each of the {Parameters.Length} parameters, but got {point.Length}", nameof(point));
        var coordinates = point.ToArray();
        return AssignByIndex(i => Parameters[i].Domain.FromUnit(coordinates[i]));
    }

    public bool Forbids(Assignment assignment) => Forbidden.Any(combination => combination.Holds(assignment.Find));

    /// <summary>Somebody's assignment in the words of this space: in its order, and with the values that its numbers stand for (<see cref="Domain.Fit"/>). What it does not know stays, at the end.</summary>
    public Assignment Fit(Assignment assignment)
    {
        var known = Parameters.Select(parameter => parameter.Path).ToHashSet();
        return new Assignment([
            .. Parameters.Where(parameter => assignment.Find(parameter.Path) is not null).Select(parameter => KeyValuePair.Create(parameter.Path, parameter.Domain.Fit(assignment.Find(parameter.Path)!))),
            .. assignment.Where(pair => !known.Contains(pair.Key)),
        ]);
    }

    /// <summary>
    /// What is wrong with an assignment in this space: a missing or superfluous parameter, a value outside its domain,
    /// a forbidden combination. Empty when it is legal.
    /// </summary>
    public ImmutableArray<string> Problems(Assignment assignment)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var expected = new HashSet<string>();
        foreach (var parameter in Parameters)
        {
            if (parameter.Condition is { } condition && !condition.Option.Equals(assignment.Find(condition.Path))) continue;
            expected.Add(parameter.Path);
            if (assignment.Find(parameter.Path) is not { } value) problems.Add($"{parameter.Path} has no value");
            else if (!parameter.Domain.Contains(value)) problems.Add($"{parameter.Path} must be {parameter.Domain}, but got {value}");
        }
        foreach (var (path, value) in assignment)
            if (!expected.Contains(path)) problems.Add($"{path} does not exist under this assignment, but got {value}");
        foreach (var combination in Forbidden)
            if (combination.Holds(assignment.Find)) problems.Add($"{combination} is forbidden");
        return problems.ToImmutable();
    }

    private Assignment AssignByIndex(Func<int, ParameterValue> choose)
    {
        var chosen = new Dictionary<string, ParameterValue>(Parameters.Length);
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, ParameterValue>>(Parameters.Length);
        for (var i = 0; i < Parameters.Length; i++)
        {
            var (path, condition) = (Parameters[i].Path, Parameters[i].Condition);
            if (condition is not null && !(chosen.TryGetValue(condition.Path, out var parent) && parent.Equals(condition.Option)))
                continue;
            var value = choose(i);
            chosen[path] = value;
            values.Add(KeyValuePair.Create(path, value));
        }
        return new Assignment(values.ToImmutable());
    }

    public bool Equals(SearchSpace? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()) && Forbidden.AsSpan().SequenceEqual(other.Forbidden.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Parameters.Length, Forbidden.Length);
}
