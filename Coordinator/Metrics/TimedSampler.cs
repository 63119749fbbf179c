using Coordinator.Deciding.Search;
using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Metrics;

/// <summary>A sampler whose proposals are timed.</summary>
internal sealed class TimedSampler(ISampler sampler, Action<TimeSpan> took, TimeProvider time) : ISampler
{
    public string Identity => sampler.Identity;

    public Proposal Propose(SearchSpace space, History history, SeededGenerator random)
    {
        var begun = time.GetTimestamp();
        var proposal = sampler.Propose(space, history, random);
        took(time.GetElapsedTime(begun));
        return proposal;
    }
}
