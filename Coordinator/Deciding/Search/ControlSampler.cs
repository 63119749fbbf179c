using Shared.Randomness;
using Shared.Space;

namespace Coordinator.Deciding.Search;

/// <summary>
/// Gives a share of the proposals to plain bce, at any setting of everything else. A search that soon finds a better loss
/// stops tuning bce, and then credits the loss with what a better optimizer or learning rate would have brought bce as well:
/// the best trial can be held against bce only as far as bce was tuned.
/// </summary>
/// <param name="share">Of all trials, in [0, 1]; 0: none.</param>
public sealed class ControlSampler(ISampler sampler, double share) : ISampler
{
    private const string LossPath = "loss";
    private static readonly ParameterValue Bce = new ParameterValue.Text("bce");

    public string Identity => sampler.Identity;

    public Proposal Propose(SearchSpace space, History history, SeededGenerator random)
    {
        var trial = history.Trials.Count;
        var isControl = Math.Floor((trial + 1) * share) > Math.Floor(trial * share);
        return isControl && ControlOf(space) is { } control && sampler.Propose(control, history, random) is Proposal.Next next
            ? next with { Sampler = $"{next.Sampler} for plain bce" }
            : sampler.Propose(space, history, random);
    }

    /// <summary>The space with bce alone for a loss; null where there is no bce, or nothing else.</summary>
    private static SearchSpace? ControlOf(SearchSpace space) =>
        space.Parameters.Any(parameter => parameter.Path == LossPath && !parameter.Domain.IsConstant && parameter.Domain.Contains(Bce))
            ? space with { Parameters = [.. space.Parameters.Select(parameter => parameter.Path == LossPath ? parameter with { Domain = new Domain.Choice([Bce]) } : parameter)] }
            : null;
}
