using System.Collections.Immutable;
using Shared.Space;

namespace Tests.Space;

/// <summary>Assignments that people and JavaScript write.</summary>
public sealed class FitTests
{
    private static readonly SearchSpace Searched = new(
        [
            new Parameter("model.dropout", new Domain.Choice([new ParameterValue.Number(0)]), null),
            new Parameter("training.batch_size", new Domain.Whole(16, 256, false), null),
            new Parameter("learning_rate", new Domain.Real(0, 2, false), null),
            new Parameter("loss", new Domain.Choice([new ParameterValue.Text("bce"), new ParameterValue.Text("mse")]), null),
        ], []);

    [Fact]
    public void A_number_stands_for_the_value_of_the_domain_that_it_equals()
    {
        var fitted = Searched.Fit(Of(("model.dropout", new ParameterValue.Whole(0)), ("training.batch_size", new ParameterValue.Number(32)), ("learning_rate", new ParameterValue.Whole(1)), ("loss", new ParameterValue.Text("bce"))));

        Assert.Equal(Of(("model.dropout", new ParameterValue.Number(0)), ("training.batch_size", new ParameterValue.Whole(32)), ("learning_rate", new ParameterValue.Number(1)), ("loss", new ParameterValue.Text("bce"))), fitted);
        Assert.Empty(Searched.Problems(fitted));
    }

    [Fact]
    public void The_order_is_the_spaces_and_what_it_does_not_know_stays_to_be_refused()
    {
        var fitted = Searched.Fit(Of(("unknown", new ParameterValue.Whole(1)), ("loss", new ParameterValue.Text("mse")), ("training.batch_size", new ParameterValue.Number(32.5))));

        Assert.Equal(["training.batch_size", "loss", "unknown"], fitted.Select(pair => pair.Key));
        Assert.Contains("training.batch_size must be whole, 16 to 256, but got 32.5", Searched.Problems(fitted));
        Assert.Contains("unknown does not exist under this assignment, but got 1", Searched.Problems(fitted));
    }

    private static Assignment Of(params (string Path, ParameterValue Value)[] values) => new([.. values.Select(pair => KeyValuePair.Create(pair.Path, pair.Value))]);
}
