using System.Collections.Immutable;
using Shared.Randomness;

namespace Shared.Space;

/// <summary>
/// Whether the forbidden combinations leave anything. The bounds in them cut each range into pieces within which they
/// all hold or fail alike, so one value a piece decides the question exactly, by a search that gives a branch up as soon
/// as a combination holds in it.
/// </summary>
public static class Feasibility
{
    /// <summary>A spec can encode riddles that no search finishes; after comparing so many values, points are drawn instead.</summary>
    private const long MostEffort = 5_000_000;

    private const long MostDraws = 10_000;

    /// <summary>A legal assignment, or null where everything is forbidden (or, of a riddle, so much that no draw met the rest).</summary>
    public static Assignment? FindLegal(SearchSpace space)
    {
        var search = new Search(space);
        return search.Run() switch
        {
            true => space.Assign(parameter => search.Chosen[parameter.Path]),
            false => null,
            null => Draw(space),
        };
    }

    private static Assignment? Draw(SearchSpace space)
    {
        var generator = new SeededGenerator(0, "feasibility");
        var draws = Math.Min(MostDraws, MostEffort / (1 + space.Forbidden.Sum(combination => (long)combination.Effort)));
        for (var i = 0; i < draws; i++)
        {
            var assignment = space.Assign(parameter => parameter.Domain.FromUnit(generator.NextDouble()));
            if (!space.Forbids(assignment)) return assignment;
        }
        return null;
    }

    private sealed class Search(SearchSpace space)
    {
        private readonly ImmutableArray<ImmutableArray<ParameterValue>> candidates = [.. space.Parameters.Select(parameter => Candidates(parameter, space))];
        private readonly ILookup<string, Forbidden> forbidden = space.Forbidden
            .SelectMany(combination => combination.Terms.Select(term => (term.Path, combination)))
            .ToLookup(pair => pair.Path, pair => pair.combination);
        private long effort;

        public Dictionary<string, ParameterValue> Chosen { get; } = [];

        /// <returns>null: given up.</returns>
        public bool? Run() => From(0);

        private bool? From(int index)
        {
            if (index == space.Parameters.Length) return true;
            var parameter = space.Parameters[index];
            if (parameter.Condition is { } condition && !condition.Option.Equals(Chosen.GetValueOrDefault(condition.Path))) return From(index + 1);
            var effortEach = 1 + forbidden[parameter.Path].Sum(combination => combination.Effort);
            foreach (var candidate in candidates[index])
            {
                if ((effort += effortEach) > MostEffort) return null;
                Chosen[parameter.Path] = candidate;
                if (forbidden[parameter.Path].Any(combination => combination.Holds(Chosen.GetValueOrDefault))) continue;
                if (From(index + 1) is not false and var found) return found;
            }
            Chosen.Remove(parameter.Path);
            return false;
        }
    }

    /// <summary>One value of each piece of the domain; the first alone where nothing depends on the parameter.</summary>
    private static ImmutableArray<ParameterValue> Candidates(Parameter parameter, SearchSpace space)
    {
        var terms = space.Forbidden.SelectMany(combination => combination.Terms).Where(term => term.Path == parameter.Path).Select(term => term.Values).ToList();
        switch (parameter.Domain)
        {
            case Domain.Choice choice:
                return terms.Count > 0 || space.Parameters.Any(other => other.Condition?.Path == parameter.Path) ? choice.Options : [choice.Options[0]];
            case Domain.Real real:
                var cuts = terms.OfType<Domain.Real>().SelectMany(term => new[] { term.Low, term.High }).Where(cut => cut > real.Low && cut < real.High)
                    .Append(real.Low).Append(real.High).Distinct().Order().ToList();
                return cuts.Count == 1
                    ? [new ParameterValue.Number(real.Low)]
                    : [.. cuts.Zip(cuts.Skip(1), (low, high) => new ParameterValue.Number(low + (high - low) / 2))];
            case Domain.Whole whole:
                var ends = terms.SelectMany(term => term switch
                {
                    Domain.Whole range => [range.Low - 1, range.Low, range.High, range.High + 1],
                    Domain.Choice values => values.Options.OfType<ParameterValue.Whole>().SelectMany(value => new[] { value.Value - 1, value.Value, value.Value + 1 }),
                    _ => Enumerable.Empty<long>(),
                });
                return [.. ends.Append(whole.Low).Append(whole.High).Where(end => end >= whole.Low && end <= whole.High).Distinct().Order().Select(end => new ParameterValue.Whole(end))];
            default: throw new InvalidOperationException($"unknown domain {parameter.Domain.GetType().Name}");
        }
    }
}
