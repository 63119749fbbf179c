using System.Collections.Immutable;

namespace Shared.Spec.Reading;

/// <summary>Collects everything wrong in a spec, so that it is all said at once; of a text that is no spec at all, the first hundred.</summary>
internal sealed class SpecProblems
{
    private const int Most = 100;

    private readonly HashSet<SpecProblem> problems = [];

    /// <summary>How often something was found wrong.</summary>
    public int Count { get; private set; }

    public void Add(string path, int line, string message)
    {
        Count++;
        if (problems.Count < Most) problems.Add(new SpecProblem(path, message, line));
    }

    /// <summary>In the order of the spec's lines; what has no line comes last.</summary>
    public ImmutableArray<SpecProblem> InOrder()
    {
        var ordered = problems.OrderBy(problem => problem.Line == 0).ThenBy(problem => problem.Line);
        return problems.Count < Most ? [.. ordered] : [.. ordered, new SpecProblem("", $"these are the first {Most} problems of {Count}", 0)];
    }
}
