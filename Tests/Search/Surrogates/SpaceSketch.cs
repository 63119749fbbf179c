using System.Collections.Immutable;
using Shared.Space;

namespace Tests.Search.Surrogates;

/// <summary>Writes down a search space in few words, in the order of its lines.</summary>
internal sealed class SpaceSketch
{
    private readonly ImmutableArray<Parameter>.Builder parameters = ImmutableArray.CreateBuilder<Parameter>();
    private readonly ImmutableArray<Forbidden>.Builder forbidden = ImmutableArray.CreateBuilder<Forbidden>();

    public SpaceSketch Choose(string path, params string[] options) =>
        Add(path, new Domain.Choice([.. options.Select(option => new ParameterValue.Text(option))]));

    public SpaceSketch Range(string path, double low, double high) => Add(path, new Domain.Real(low, high, false));

    public SpaceSketch Log(string path, double low, double high) => Add(path, new Domain.Real(low, high, true));

    public SpaceSketch Whole(string path, long low, long high, bool log = false) => Add(path, new Domain.Whole(low, high, log));

    public SpaceSketch Constant(string path, ParameterValue value) => Add(path, new Domain.Choice([value]));

    public SpaceSketch Forbid(params (string Path, string Option)[] terms)
    {
        forbidden.Add(new Forbidden([.. terms.Select(term => new ForbiddenTerm(term.Path, new Domain.Choice([new ParameterValue.Text(term.Option)])))]));
        return this;
    }

    public SearchSpace ToSpace() => new(parameters.ToImmutable(), forbidden.ToImmutable());

    /// <summary>An assignment from pairs of path and value: texts, whole numbers and reals.</summary>
    public static Assignment Assignment(params (string Path, object Value)[] pairs) =>
        new([.. pairs.Select(pair => KeyValuePair.Create(pair.Path, pair.Value switch
        {
            string text => new ParameterValue.Text(text),
            int whole => new ParameterValue.Whole(whole),
            double number => (ParameterValue)new ParameterValue.Number(number),
            _ => throw new ArgumentException($"no parameter value for {pair.Value}", nameof(pairs)),
        }))]);

    /// <summary>As in YAML, <c>loss.focal.gamma</c> exists where <c>loss</c> is <c>focal</c>, if there is a choice <c>loss</c> with that option.</summary>
    private SpaceSketch Add(string path, Domain domain)
    {
        var parent = parameters.LastOrDefault(candidate => candidate.Domain is Domain.Choice choice &&
            choice.Options.Any(option => path.StartsWith($"{candidate.Path}.{option}.", StringComparison.Ordinal)));
        var condition = parent is null ? null : new Condition(parent.Path, new ParameterValue.Text(path[(parent.Path.Length + 1)..].Split('.')[0]));
        parameters.Add(new Parameter(path, domain, condition));
        return this;
    }
}
