using Coordinator.Deciding.Search;
using Shared.Space;
using Tests.Search.Surrogates;

namespace Tests.Search;

public sealed class QuasiRandomSamplerTests : SamplerContract
{
    private protected override ISampler Create(ulong seed) => new QuasiRandomSampler(seed);

    [Fact]
    public void Each_option_gets_its_share_of_the_first_trials()
    {
        var space = new SpaceSketch().Choose("loss", "a", "b", "c", "d", "e", "f", "g").Choose("optimizer", "a", "b", "c", "d", "e", "f").ToSpace();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var proposed = Run(space, 16, seed).ToArray();
            Assert.All(proposed.CountBy(assignment => assignment.Find("loss")!), pair => Assert.InRange(pair.Value, 1, 4));
            Assert.Equal(7, proposed.Select(assignment => assignment.Find("loss")).Distinct().Count());
            Assert.Equal(6, proposed.Select(assignment => assignment.Find("optimizer")).Distinct().Count());
        }
    }

    [Fact]
    public void Learning_rates_are_spread_whichever_optimizer_they_belong_to()
    {
        var space = DebtagsSurrogate.Create(1).Space;
        var units = Run(space, 16)
            .Select(assignment => space.Parameters.First(parameter => parameter.Name == "learning_rate" && assignment.Find(parameter.Path) is not null) is var rate
                ? rate.Domain.ToUnit(assignment.Find(rate.Path)!) : 0)
            .ToArray();
        Assert.All(Enumerable.Range(0, 4), quarter => Assert.InRange(units.Count(unit => (int)(unit * 4) == quarter), 2, 6));
    }
}
