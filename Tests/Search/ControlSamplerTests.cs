using Coordinator.Deciding.Search;
using Shared.Randomness;
using Shared.Space;

namespace Tests.Search;

public sealed class ControlSamplerTests
{
    private static readonly SearchSpace Space = new(
        [
            new Parameter("loss", new Domain.Choice([new ParameterValue.Text("bce"), new ParameterValue.Text("focal")]), null),
            new Parameter("loss.focal.gamma", new Domain.Real(0, 5, false), new Condition("loss", new ParameterValue.Text("focal"))),
            new Parameter("rate", new Domain.Real(1e-3, 1, true), null),
        ],
        []);

    [Fact]
    public void A_tenth_of_the_trials_is_plain_bce_where_the_search_would_not_try_it_any_more()
    {
        var origins = Run(new ControlSampler(new TpeSampler(1), 0.1), Space, 60).Where(trial => trial.Sampler.EndsWith(" for plain bce", StringComparison.Ordinal)).ToList();

        Assert.Equal(6, origins.Count);
        Assert.All(origins, trial => Assert.Equal("bce", trial.Assignment.Find("loss")!.ToString()));
    }

    [Fact]
    public void Without_a_share_or_without_bce_to_choose_it_is_the_sampler_itself()
    {
        Assert.DoesNotContain(Run(new ControlSampler(new TpeSampler(1), 0), Space, 30), trial => trial.Sampler.EndsWith(" for plain bce", StringComparison.Ordinal));
        var withoutBce = Space with { Parameters = Space.Parameters.SetItem(0, Space.Parameters[0] with { Domain = new Domain.Choice([new ParameterValue.Text("focal")]) }) };
        Assert.DoesNotContain(Run(new ControlSampler(new TpeSampler(1), 0.5), withoutBce, 30), trial => trial.Sampler.EndsWith(" for plain bce", StringComparison.Ordinal));
    }

    /// <summary>An objective on which focal is far better than bce.</summary>
    private static List<Proposal.Next> Run(ControlSampler sampler, SearchSpace space, int trials)
    {
        var past = History.Empty;
        var proposals = new List<Proposal.Next>();
        for (var trial = 0; trial < trials; trial++)
        {
            var next = Assert.IsType<Proposal.Next>(sampler.Propose(space, past, new SeededGenerator(1, "propose", trial.ToString())));
            proposals.Add(next);
            var cost = Math.Abs(Math.Log(next.Assignment.Find("rate")!.AsDouble())) + (next.Assignment.Find("loss")!.ToString() == "bce" ? 10 : 0);
            past = past.With(new PastTrial(trial, next.Assignment, new PastState.Finished(cost)));
        }
        return proposals;
    }
}
