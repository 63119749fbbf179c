using Coordinator.Deciding.Search;
using Shared.Trials;
using Tests.Search.Surrogates;

namespace Tests.Search;

public sealed class TpeSamplerTests : SamplerContract
{
    private protected override ISampler Create(ulong seed) => new TpeSampler(seed);

    [Fact]
    public void It_starts_quasi_randomly_with_as_many_trials_as_the_space_has_axes_baselines_included()
    {
        // Four choices, three settings of a loss, one of a resampling, two of an optimizer.
        const int Axes = 10;
        var surrogate = DebtagsSurrogate.Create(1);
        for (var count = 4; count < 16; count++)
        {
            var trials = Sweep(surrogate, count).ToArray();
            var learnable = trials.Count(trial => surrogate.Space.Problems(trial.Assignment).IsEmpty);
            var next = Assert.IsType<Proposal.Next>(Propose(surrogate.Space, trials));
            Assert.StartsWith(learnable < Axes ? "quasi-random/" : "tpe/", next.Sampler);
        }
    }

    [Fact]
    public void It_finds_better_trials_than_quasi_random_search()
    {
        foreach (var create in new Func<ulong, Surrogate>[] { DebtagsSurrogate.Create, AlgorithmsSurrogate.Create, TreeSurrogate.Create })
        {
            const int Seeds = 15;
            var wins = 0;
            for (var seed = 1UL; seed <= Seeds; seed++)
            {
                var surrogate = create(seed);
                if (Best(new TpeSampler(seed)) < Best(new QuasiRandomSampler(seed))) wins++;

                double Best(ISampler sampler) => Sweep(sampler, surrogate, 40, seed).Min(trial => surrogate.Cost(trial.Assignment));
            }
            Assert.InRange(wins, 10, Seeds);
        }
    }

    [Fact]
    public void It_keeps_away_from_what_did_not_fit_into_memory()
    {
        var space = new SpaceSketch().Whole("width", 1, 1000).Range("x", 0, 1).ToSpace();
        // Wider is better, until memory ends at 600.
        var trials = new List<PastTrial>();
        for (var number = 0; number < 60; number++)
        {
            var assignment = ((Proposal.Next)Propose(space, trials)).Assignment;
            var width = assignment.Find("width")!.AsDouble();
            trials.Add(new PastTrial(number, assignment, width > 600 ? new PastState.Failed(FailureKind.OutOfMemory) : new PastState.Finished(-width)));
        }
        var late = trials.Skip(30).ToArray();
        Assert.InRange(late.Count(trial => trial.State is PastState.Failed), 0, 15);
        Assert.InRange(late.Count(trial => trial.Assignment.Find("width")!.AsDouble() is > 450 and <= 600), 10, 30);
    }

    [Fact]
    public void A_lost_trial_changes_nothing_but_that_it_is_not_proposed_again()
    {
        var surrogate = DebtagsSurrogate.Create(1);
        var trials = Sweep(surrogate, 30);
        var extra = ((Proposal.Next)Propose(surrogate.Space, trials, seed: 9)).Assignment;
        Proposal With(FailureKind kind) => Propose(surrogate.Space, [.. trials, new PastTrial(30, extra, new PastState.Failed(kind))]);
        Assert.Equal(With(FailureKind.Lost), With(FailureKind.UserError));
    }
}
