using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>A sampler's answer.</summary>
public abstract record Proposal
{
    private Proposal() { }

    /// <summary>Try this next.</summary>
    /// <param name="Sampler">Who proposed it: <see cref="ISampler.Identity"/>, of the part that did the work.</param>
    public sealed record Next(Assignment Assignment, string Sampler) : Proposal;

    /// <summary>Every legal assignment of the space is in the history: the sweep has nothing left to try.</summary>
    public sealed record SpaceExhausted : Proposal;
}
