using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// Decides what to try next. A sampler is a value made of its options and the sweep's seed: it keeps nothing between calls,
/// so that the same space, history and generator give the same proposal bit for bit.
/// </summary>
/// <remarks>
/// Whatever the history holds, a proposal is a legal assignment of the space, not forbidden, and none that the history has
/// already tried, failed trials included; when no such assignment is left the answer is <see cref="Proposal.SpaceExhausted"/>.
/// </remarks>
public interface ISampler
{
    /// <summary>Name and version, such as <c>tpe/1</c>. The version changes with everything that changes a proposal.</summary>
    string Identity { get; }

    /// <param name="random">A substream of its own for this proposal.</param>
    Proposal Propose(SearchSpace space, History history, SeededGenerator random);
}
