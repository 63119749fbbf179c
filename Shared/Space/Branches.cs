using System.Collections.Immutable;

namespace Shared.Space;

/// <summary>
/// The discrete branches of a space: the legal combinations of its choices, each with a space of numbers of its own.
/// </summary>
public static class Branches
{
    /// <summary>Counting ends here, since choices multiply.</summary>
    public const long Most = 1_000_000;

    /// <summary>And after comparing so many values, since forbidden combinations can encode riddles.</summary>
    private const long MostEffort = 5_000_000;

    /// <returns>null: more than <see cref="Most"/>.</returns>
    public static long? Count(SearchSpace space)
    {
        // A combination that also needs a number to lie in a range leaves a part of its branch.
        var whole = space.Forbidden.Where(combination => combination.Terms.All(term => term.Values is Domain.Choice)).ToImmutableArray();
        var chosen = new Dictionary<string, ParameterValue>();
        var effort = 0L;
        var count = From(0);
        return effort > MostEffort || count > Most ? null : count;

        long From(int index)
        {
            if (effort > MostEffort) return 0;
            if (index == space.Parameters.Length) return 1;
            var parameter = space.Parameters[index];
            if (parameter.Domain is not Domain.Choice choice) return From(index + 1);
            if (parameter.Condition is { } condition && !condition.Option.Equals(chosen.GetValueOrDefault(condition.Path))) return From(index + 1);
            var mentioning = whole.Where(combination => combination.Terms.Any(term => term.Path == parameter.Path)).ToList();
            if (mentioning.Count == 0 && !space.Parameters.Any(other => other.Condition?.Path == parameter.Path))
                return Math.Min(Most + 1, choice.Options.Length * From(index + 1));
            var sum = 0L;
            var effortEach = 1 + mentioning.Sum(combination => combination.Effort);
            foreach (var option in choice.Options)
            {
                effort += effortEach;
                chosen[parameter.Path] = option;
                if (!mentioning.Any(combination => combination.Holds(chosen.GetValueOrDefault))) sum += From(index + 1);
            }
            chosen.Remove(parameter.Path);
            return Math.Min(Most + 1, sum);
        }
    }
}
