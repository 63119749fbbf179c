namespace Tests.Spec;

public class SpecWarningTests
{
    private const string Twice = "search.resampling.oversample: corrects the same imbalance a second time with weighted_bce: " +
        "keep them apart with forbid: - { loss: [weighted_bce], resampling: oversample }";

    [Theory]
    [InlineData("search: { loss: { positive_focal: { gamma: { range: [0, 3] } } } }", "search.loss.positive_focal.gamma: a confident wrong negative costs nothing, so above 1 'one everywhere' is nearly free and training collapses")]
    [InlineData("search: { loss: { positive_focal: { gamma: { choose: [0.5, 2] } } } }", "search.loss.positive_focal.gamma: a confident wrong negative costs nothing, so above 1 'one everywhere' is nearly free and training collapses")]
    [InlineData("search: { optimizer: { sgd: { learning_rate: { log: [1e-3, 3e-2] } } } }", "search.optimizer.sgd.learning_rate: 0.001 to 0.03, log scale leaves sgd at its start or beyond: the loss is a mean over hundreds of labels, for which 3 to 300 works")]
    [InlineData("search: { optimizer: { adam: { learning_rate: 5 } } }", "search.optimizer.adam.learning_rate: 5.0 leaves adam at its start or beyond: the loss is a mean over hundreds of labels, for which 0.001 to 0.03 works")]
    [InlineData("search: { loss: { weighted_bce: all }, resampling: oversample }", Twice)]
    [InlineData("search: { loss: { weighted_bce: { weights: tempered } }, resampling: { choose: all } }", Twice)]
    [InlineData("parallel: 20", "parallel: 20 at once are more than the 10 trials that there are")]
    [InlineData("search: { loss: count_normalised_ce }", "search.loss.count_normalised_ce: needs exactly one label in every row, which is checked once the data is read")]
    public void What_is_known_to_go_wrong_is_said(string line, string warning) => Assert.Contains(warning, Warnings(line));

    [Theory]
    [InlineData("search: { loss: { positive_focal: { gamma: { range: [0, 1] } } } }")]
    [InlineData("search: { optimizer: { sgd: { learning_rate: { log: [0.01, 3] } } } }")]
    [InlineData("search: { loss: { weighted_bce: { pos_weight: { range: [0.5, 1] } } }, resampling: oversample }")]
    [InlineData("search: { loss: { choose: { weighted_bce: all, bce: } }, resampling: { choose: all } }\nforbid: [{ loss: weighted_bce, resampling: oversample }]")]
    [InlineData("search: { loss: { choose: { weighted_bce: all, bce: } }, resampling: { choose: all } }\nforbid: [{ loss.weighted_bce.pos_weight: { range: [1, 100] }, resampling: oversample }]")]
    public void What_works_is_not_warned_of(string line) => Assert.All(Warnings(line), warning => Assert.StartsWith("baseline", warning));

    [Fact]
    public void With_few_labels_nothing_is_known_of_learning_rates()
    {
        var few = SpecTexts.Small.Replace("{ format: debtags }", "{ format: debtags, labels: 6 }");
        Assert.Empty(SpecTexts.Reading($"{few}\nsearch: {{ optimizer: {{ sgd: {{ learning_rate: 0.1 }} }} }}").Warnings);
    }

    private static string[] Warnings(string line) => [.. SpecTexts.Reading(SpecTexts.With(line)).Warnings.Select(warning => warning.ToString())];
}
