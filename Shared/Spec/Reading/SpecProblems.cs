using System.Collections.Immutable;

namespace Shared.Spec.Reading;

/// <summary>Collects everything wrong in a spec, so that it is all said at once.</summary>
internal sealed class SpecProblems
{
    private readonly List<SpecProblem> problems = [];

    public int Count => problems.Count;

    public void Add(string path, int line, string message) => problems.Add(new SpecProblem(path, message, line));

    /// <summary>In the order of the spec's lines; what has no line comes last.</summary>
    public ImmutableArray<SpecProblem> InOrder() => [.. problems.Distinct().OrderBy(problem => problem.Line == 0).ThenBy(problem => problem.Line)];
}
