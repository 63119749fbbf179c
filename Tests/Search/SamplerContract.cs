using Coordinator.Deciding.Search;
using Shared.Randomness;
using Shared.Space;
using Shared.Trials;
using Tests.Search.Surrogates;

namespace Tests.Search;

/// <summary>What every sampler promises, whatever the space and the history: the tests of each sampler inherit these.</summary>
public abstract class SamplerContract
{
    /// <summary>The sampler under test, in the sweep with this seed.</summary>
    private protected abstract ISampler Create(ulong seed);

    [Fact]
    public void A_proposal_is_legal_and_new()
    {
        foreach (var (name, space) in Spaces.All)
        {
            var trials = new List<PastTrial>();
            for (var number = 0; number < 40; number++)
            {
                if (Propose(space, trials) is not Proposal.Next(var assignment, _)) break;
                Assert.Empty(space.Problems(assignment).Select(problem => $"{name}: {problem}"));
                Assert.DoesNotContain(assignment, trials.Select(trial => trial.Assignment));
                trials.Add(new PastTrial(number, assignment, StateOf(number)));
            }
        }
    }

    [Fact]
    public void A_forbidden_pair_is_never_proposed()
    {
        // Only the diagonal of 6 x 6 is legal.
        var sketch = new SpaceSketch().Choose("row", "0", "1", "2", "3", "4", "5").Choose("column", "0", "1", "2", "3", "4", "5").Range("x", 0, 1);
        for (var row = 0; row < 6; row++)
            for (var column = 0; column < 6; column++)
                if (row != column) sketch.Forbid(("row", $"{row}"), ("column", $"{column}"));

        var proposed = Run(sketch.ToSpace(), 40).ToArray();

        Assert.Equal(40, proposed.Length);
        Assert.All(proposed, assignment => Assert.Equal(assignment.Find("row"), assignment.Find("column")));
    }

    [Fact]
    public void The_same_space_history_and_generator_give_the_same_proposal()
    {
        var surrogate = DebtagsSurrogate.Create(1);
        var trials = Sweep(surrogate, 30);
        Assert.Equal(Sweep(DebtagsSurrogate.Create(1), 30).Select(trial => trial.Assignment), trials.Select(trial => trial.Assignment));
        Assert.Equal(Propose(surrogate.Space, trials), Propose(DebtagsSurrogate.Create(1).Space, trials));
    }

    [Fact]
    public void Another_seed_gives_other_proposals()
    {
        var space = DebtagsSurrogate.Create(1).Space;
        Assert.NotEqual(Run(space, 5, seed: 1), Run(space, 5, seed: 2));
    }

    [Fact]
    public void A_finite_space_is_exhausted_exactly()
    {
        // a: 3 numbers, less one forbidden with "on"; b: 2 flags; c: nothing more. Under "on" and "off".
        var space = new SpaceSketch()
            .Choose("kind", "a", "b", "c").Whole("kind.a.count", 1, 3).Choose("kind.b.flag", "yes", "no").Choose("power", "on", "off")
            .Forbid(("kind", "b"), ("kind.b.flag", "yes"), ("power", "on"))
            .ToSpace();

        var proposed = Run(space, 100).ToArray();

        Assert.Equal(11, proposed.Length);
        Assert.Equal(11, proposed.Distinct().Count());
        Assert.All(proposed, assignment => Assert.Empty(space.Problems(assignment)));
    }

    [Fact]
    public void A_space_of_constants_has_one_assignment()
    {
        var space = new SpaceSketch().Constant("epochs", new ParameterValue.Whole(10)).Range("momentum", 0.9, 0.9).Whole("width", 256, 256).ToSpace();
        var only = Assert.Single(Run(space, 10));
        Assert.Equal(SpaceSketch.Assignment(("epochs", 10), ("momentum", 0.9), ("width", 256)), only);
    }

    [Fact]
    public void A_space_without_parameters_has_one_assignment() => Assert.Empty(Assert.Single(Run(new SearchSpace([], []), 10)));

    [Fact]
    public void A_space_in_which_everything_is_forbidden_is_exhausted_from_the_start()
    {
        var space = new SpaceSketch().Choose("loss", "bce", "focal").Range("x", 0, 1).Forbid(("loss", "bce")).Forbid(("loss", "focal")).ToSpace();
        Assert.IsType<Proposal.SpaceExhausted>(Propose(space, []));
    }

    [Fact]
    public void Parameters_exist_at_any_depth_of_conditions()
    {
        var sketch = new SpaceSketch();
        var path = "d";
        for (var depth = 0; depth < 12; depth++, path += ".yes.d") sketch.Choose(path, "yes", "no").Range($"{path}.yes.x", 0, 1);
        var space = sketch.ToSpace();

        var proposed = Run(space, 60).ToArray();

        Assert.All(proposed, assignment => Assert.Empty(space.Problems(assignment)));
        Assert.Contains(proposed, assignment => assignment.Count == 1);
        Assert.Contains(proposed, assignment => assignment.Count > 6);
    }

    [Fact]
    public void Trials_that_are_still_running_are_not_proposed_again()
    {
        var space = DebtagsSurrogate.Create(1).Space;
        var proposed = Run(space, 30, state: _ => new PastState.Running()).ToArray();
        Assert.Equal(30, proposed.Distinct().Count());
    }

    [Theory]
    [InlineData(FailureKind.Lost)]
    [InlineData(FailureKind.Crashed)]
    [InlineData(FailureKind.OutOfMemory)]
    [InlineData(FailureKind.Diverged)]
    [InlineData(FailureKind.UserError)]
    [InlineData(FailureKind.TimedOut)]
    public void A_sweep_in_which_every_trial_fails_goes_on(FailureKind kind)
    {
        var space = DebtagsSurrogate.Create(1).Space;
        Assert.Equal(20, Run(space, 20, state: _ => new PastState.Failed(kind)).Count());
    }

    [Fact]
    public void A_baseline_outside_the_space_teaches_nothing()
    {
        var surrogate = DebtagsSurrogate.Create(1);
        var outside = SpaceSketch.Assignment(("loss", "zlpr"), ("resampling", "none"), ("optimizer", "adam"), ("optimizer.adam.learning_rate", 8e-3), ("output_bias", "zero"));
        Assert.NotEmpty(surrogate.Space.Problems(outside));
        var rest = Sweep(surrogate, 30).Skip(1).ToArray();

        PastTrial Outside(double cost) => new(0, outside, new PastState.Finished(cost));
        Assert.Equal(Propose(surrogate.Space, [Outside(-1e9), .. rest]), Propose(surrogate.Space, [Outside(1e9), .. rest]));
    }

    [Fact]
    public void A_forbidden_baseline_does_no_harm()
    {
        var surrogate = DebtagsSurrogate.Create(1);
        var forbidden = SpaceSketch.Assignment(
            ("loss", "weighted_bce"), ("loss.weighted_bce.pos_weight", 20.0), ("resampling", "oversample"), ("resampling.oversample.positive_share", 0.5),
            ("optimizer", "adam"), ("optimizer.adam.learning_rate", 8e-3), ("output_bias", "zero"));
        Assert.True(surrogate.Space.Forbids(forbidden));
        var trials = new List<PastTrial> { new(0, forbidden, new PastState.Finished(-1)) };
        for (var number = 1; number < 40; number++)
        {
            var next = Assert.IsType<Proposal.Next>(Propose(surrogate.Space, trials));
            Assert.Empty(surrogate.Space.Problems(next.Assignment));
            trials.Add(new PastTrial(number, next.Assignment, new PastState.Finished(0)));
        }
    }

    [Fact]
    public void Equal_and_huge_costs_do_no_harm()
    {
        var space = DebtagsSurrogate.Create(1).Space;
        Assert.Equal(30, Run(space, 30, state: _ => new PastState.Finished(0.5)).Count());
        Assert.Equal(30, Run(space, 30, state: number => new PastState.Finished(number % 2 == 0 ? double.MaxValue : -double.MaxValue)).Count());
    }

    [Fact]
    public void A_sampler_says_who_it_is() => Assert.Matches("^[a-z-]+/[0-9]+$", Create(1).Identity);

    private protected Proposal Propose(SearchSpace space, IReadOnlyCollection<PastTrial> trials, ulong seed = 1) =>
        Propose(Create(seed), space, trials, seed);

    /// <summary>The assignments of a sweep, until the space is exhausted.</summary>
    private protected IEnumerable<Assignment> Run(SearchSpace space, int count, ulong seed = 1, Func<int, PastState>? state = null)
    {
        var trials = new List<PastTrial>();
        while (trials.Count < count && Propose(space, trials, seed) is Proposal.Next(var assignment, _))
        {
            trials.Add(new PastTrial(trials.Count, assignment, (state ?? StateOf)(trials.Count)));
            yield return assignment;
        }
    }

    private protected IReadOnlyList<PastTrial> Sweep(Surrogate surrogate, int count, ulong seed = 1) => Sweep(Create(seed), surrogate, count, seed);

    /// <summary>The trials of a sweep of a surrogate, baselines first.</summary>
    private protected static IReadOnlyList<PastTrial> Sweep(ISampler sampler, Surrogate surrogate, int count, ulong seed)
    {
        var trials = new List<PastTrial>();
        for (var number = 0; number < count; number++)
        {
            var assignment = number < surrogate.Baselines.Length
                ? surrogate.Baselines[number]
                : ((Proposal.Next)Propose(sampler, surrogate.Space, trials, seed)).Assignment;
            trials.Add(new PastTrial(number, assignment, new PastState.Finished(surrogate.Observe(assignment, seed, number))));
        }
        return trials;
    }

    private static Proposal Propose(ISampler sampler, SearchSpace space, IReadOnlyCollection<PastTrial> trials, ulong seed) =>
        sampler.Propose(space, new History([.. trials]), new SeededGenerator(seed, "propose", $"{trials.Count}"));

    /// <summary>Every state in turn.</summary>
    private static PastState StateOf(int number) => (number % 5) switch
    {
        0 => new PastState.Failed((FailureKind)(number / 5 % Enum.GetValues<FailureKind>().Length)),
        1 => new PastState.Running(),
        _ => new PastState.Finished(number * 7 % 11),
    };
}
