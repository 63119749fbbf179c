using System.Collections.Immutable;
using Shared.Space;

namespace Shared.Spec.Reading;

/// <summary>
/// A search space while it is read. A parameter that could not be read stands in it at its default range and is
/// remembered as broken, so that one mistake is not reported again by whatever refers to it.
/// </summary>
internal sealed class SpaceDraft(SpecProblems problems)
{
    private readonly List<Parameter> parameters = [];
    private readonly HashSet<string> broken = [];
    private readonly List<SpecWarning> warnings = [];

    public SpecProblems Problems => problems;

    public IReadOnlyList<Parameter> Parameters => parameters;

    public IReadOnlyList<SpecWarning> Warnings => warnings;

    public void Add(Parameter parameter) => parameters.Add(parameter);

    public void AddBroken(Parameter parameter)
    {
        parameters.Add(parameter);
        broken.Add(parameter.Path);
    }

    public void Warn(string path, string message) => warnings.Add(new SpecWarning(path, message));

    public Parameter? Find(string path) => parameters.Find(parameter => parameter.Path == path);

    /// <summary>Whether the parameter, or a choice above it, could not be read.</summary>
    public bool IsBroken(string path) => broken.Any(bad => path == bad || path.StartsWith(bad + ".", StringComparison.Ordinal));

    public SearchSpace Build(ImmutableArray<Forbidden> forbidden) => new([.. parameters], forbidden);
}
