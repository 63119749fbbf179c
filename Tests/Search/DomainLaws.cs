using Shared.Randomness;
using Shared.Space;

namespace Tests.Search;

/// <summary>The map between a domain and the unit interval.</summary>
public sealed class DomainLaws
{
    private static readonly Domain[] Domains =
    [
        new Domain.Choice([new ParameterValue.Text("a"), new ParameterValue.Text("b"), new ParameterValue.Flag(true), new ParameterValue.Whole(3), new ParameterValue.Number(0.5)]),
        new Domain.Choice([new ParameterValue.Text("only")]),
        new Domain.Real(-3, 7, Log: false),
        new Domain.Real(0.1, 0.9, Log: false),
        new Domain.Real(1e-6, 1e-1, Log: true),
        new Domain.Real(2, 2, Log: false),
        new Domain.Real(2, 2, Log: true),
        new Domain.Whole(-5, 5, Log: false),
        new Domain.Whole(1, 1_000_000, Log: true),
        new Domain.Whole(1, 2, Log: true),
        new Domain.Whole(7, 7, Log: false),
        new Domain.Whole(7, 7, Log: true),
    ];

    [Fact]
    public void Every_unit_coordinate_gives_a_value_of_the_domain() =>
        ForEachDomain((domain, unit) => Assert.True(domain.Contains(domain.FromUnit(unit)), $"{domain} at {unit:R}"));

    [Fact]
    public void A_value_has_its_coordinate_in_the_unit_interval() =>
        ForEachDomain((domain, unit) => Assert.InRange(domain.ToUnit(domain.FromUnit(unit)), 0, 1));

    [Fact]
    public void A_value_comes_back_from_its_coordinate() => ForEachDomain((domain, unit) =>
    {
        var value = domain.FromUnit(unit);
        var back = domain.FromUnit(domain.ToUnit(value));
        if (domain is Domain.Real real) Assert.Equal(value.AsDouble(), back.AsDouble(), 1e-12 * Math.Max(Math.Abs(real.Low), Math.Abs(real.High)));
        else Assert.Equal(value, back);
    });

    [Fact]
    public void Numbers_grow_with_their_coordinate()
    {
        foreach (var domain in Domains.Where(domain => domain is not Domain.Choice))
        {
            var values = Enumerable.Range(0, 1001).Select(i => domain.FromUnit(i / 1000.0).AsDouble()).ToArray();
            Assert.Equal(values.Order(), values);
        }
    }

    [Fact]
    public void The_ends_of_the_unit_interval_are_the_ends_of_the_range()
    {
        foreach (var domain in Domains)
        {
            var ends = domain switch
            {
                Domain.Real real => (real.Low, real.High),
                Domain.Whole whole => (whole.Low, whole.High),
                _ => ((double Low, double High)?)null,
            };
            if (ends is not { } range) continue;
            Assert.Equal(range.Low, domain.FromUnit(0).AsDouble(), 1e-12 * Math.Abs(range.Low));
            Assert.Equal(range.High, domain.FromUnit(1).AsDouble(), 1e-12 * Math.Abs(range.High));
        }
    }

    [Fact]
    public void Options_and_whole_numbers_get_equal_shares()
    {
        foreach (var domain in Domains.Where(domain => domain is Domain.Choice or Domain.Whole { Log: false }))
        {
            const int Draws = 11_000;
            var counts = Enumerable.Range(0, Draws).CountBy(i => domain.FromUnit((i + 0.5) / Draws)).Select(pair => pair.Value).ToArray();
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void A_coordinate_outside_the_unit_interval_is_refused()
    {
        foreach (var unit in new[] { -1e-9, 1 + 1e-9, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(() => Domains[0].FromUnit(unit));
    }

    private static void ForEachDomain(Action<Domain, double> check)
    {
        var random = new SeededGenerator(1, "laws");
        foreach (var domain in Domains)
        {
            foreach (var unit in new[] { 0, double.Epsilon, 0.5, 1 - 1e-16, 1 }) check(domain, unit);
            for (var draw = 0; draw < 1000; draw++) check(domain, random.NextDouble());
        }
    }
}
