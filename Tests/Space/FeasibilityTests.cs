using Shared.Space;

namespace Tests.Space;

public class FeasibilityTests
{
    private static readonly Parameter Loss = new("loss", Choice("bce", "focal"), null);
    private static readonly Parameter Gamma = new("loss.focal.gamma", new Domain.Real(0, 5, false), new Condition("loss", Text("focal")));
    private static readonly Parameter Epochs = new("epochs", new Domain.Whole(1, 10, false), null);

    [Fact]
    public void Without_forbidden_combinations_something_is_legal() => Assert.NotNull(Feasibility.FindLegal(Space()));

    [Fact]
    public void What_is_found_is_legal_and_lies_in_the_gap_that_is_left()
    {
        var space = Space(Forbid(Loss, Choice("bce")), Forbid(Gamma, new Domain.Real(0, 2, false)), Forbid(Gamma, new Domain.Real(2.001, 5, false)),
            Forbid(Epochs, new Domain.Whole(1, 6, false)), Forbid(Epochs, new Domain.Whole(8, 10, false)));
        var found = Feasibility.FindLegal(space)!;
        Assert.Empty(space.Problems(found));
        Assert.Equal("7", found.Find("epochs")!.ToString());
        Assert.InRange(found.Find("loss.focal.gamma")!.AsDouble(), 2, 2.001);
    }

    [Fact]
    public void Ranges_that_meet_leave_nothing() => Assert.Null(Feasibility.FindLegal(
        Space(Forbid(Loss, Choice("bce")), Forbid(Gamma, new Domain.Real(0, 2, false)), Forbid(Gamma, new Domain.Real(2, 5, false)))));

    [Fact]
    public void A_combination_does_not_hold_where_its_parameter_does_not_exist() =>
        Assert.Equal("bce", Feasibility.FindLegal(Space(Forbid(Gamma, new Domain.Real(0, 5, false))))!.Find("loss")!.ToString());

    private static SearchSpace Space(params Forbidden[] forbidden) => new([Loss, Gamma, Epochs], [.. forbidden]);

    private static Forbidden Forbid(Parameter parameter, Domain values) => new([new ForbiddenTerm(parameter.Path, values)]);

    private static Domain.Choice Choice(params string[] names) => new([.. names.Select(Text)]);

    private static ParameterValue Text(string name) => new ParameterValue.Text(name);
}
