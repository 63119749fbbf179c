using Coordinator.Deciding.Search;
using Shared.Randomness;
using Shared.Space;

namespace Benchmarks.Dispatch;

/// <summary>Proposes the next learning rate at once: what a proposal costs is another question (./bench search).</summary>
internal sealed class InstantSampler : ISampler
{
    public string Identity => "instant/1";

    public Proposal Propose(SearchSpace space, History history, SeededGenerator random) => new Proposal.Next(
        new Assignment([.. space.Parameters.Where(parameter => parameter.Condition is null || IsAdam(parameter)).Select(parameter => KeyValuePair.Create(parameter.Path, Value(parameter, random)))]), Identity);

    private static bool IsAdam(Parameter parameter) => parameter.Condition is { Option: ParameterValue.Text { Value: "adam" } };

    private static ParameterValue Value(Parameter parameter, SeededGenerator random) => parameter.Domain.FromUnit(parameter.Domain is Domain.Choice ? 0 : random.NextDouble());
}
