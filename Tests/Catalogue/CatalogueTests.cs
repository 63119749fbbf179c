using Shared.Catalogue;
using Shared.Space;

namespace Tests.Catalogue;

using Losses = Shared.Catalogue.Losses;
using Measures = Shared.Catalogue.Measures;

public class CatalogueTests
{
    public static TheoryData<string> Kinds => [.. Components.All.Select(kind => kind.Name)];

    [Fact]
    public void Names_are_those_that_specs_rely_on()
    {
        Assert.Equal(
            ["bce", "weighted_bce", "positive_focal", "focal", "class_weighted_bce", "batch_balanced_bce", "count_normalised_ce", "sample_weighted_bce", "softmax_ce", "factorised", "abs_kl", "mse"],
            Components.Loss.Entries.Select(entry => entry.Name));
        Assert.Equal(["none", "oversample"], Components.Resampling.Entries.Select(entry => entry.Name));
        Assert.Equal(["adam", "adamw", "sgd", "rmsprop", "adagrad", "adadelta"], Components.Optimizer.Entries.Select(entry => entry.Name));
        Assert.Equal(["zero", "prior"], Components.OutputBias.Entries.Select(entry => entry.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_default_is_legal_and_every_default_range_is_legal_at_both_ends(string name)
    {
        var kind = Components.All.Single(kind => kind.Name == name);
        Assert.NotNull(kind.Find(kind.Default));
        Assert.All(kind.Entries.SelectMany(entry => entry.Parameters), parameter =>
        {
            Assert.All(new[] { 0.0, 0.5, 1.0 }, unit => Assert.True(parameter.Legal.Contains(parameter.DefaultRange.FromUnit(unit)), $"{parameter.Name} in {parameter.DefaultRange}"));
            Assert.True(parameter.Legal.Contains(parameter.Default!), $"{parameter.Name} = {parameter.Default}");
            Assert.True(parameter.DefaultRange.Contains(parameter.Default!), $"{parameter.Name} = {parameter.Default} in {parameter.DefaultRange}");
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_entry_says_what_it_is_and_where_it_comes_from(string name) =>
        Assert.All(Components.All.Single(kind => kind.Name == name).Entries, entry =>
        {
            Assert.NotEmpty(entry.Source);
            Assert.EndsWith(".", entry.Summary);
            Assert.All(entry.Parameters, parameter => Assert.NotEmpty(parameter.Doc));
        });

    [Fact]
    public void A_parameter_that_others_depend_on_stands_before_them() =>
        Assert.All(Components.All.SelectMany(kind => kind.Entries), entry =>
        {
            for (var i = 0; i < entry.Parameters.Length; i++)
                if (entry.Parameters[i].When is { } when)
                    Assert.Contains(entry.Parameters.Take(i), earlier => earlier.Name == when.Name && earlier.Legal.Contains(new ParameterValue.Text(when.Option)));
        });

    [Fact]
    public void Every_loss_has_a_published_setting_of_legal_values() =>
        Assert.All(Losses.All, loss =>
        {
            Assert.NotEmpty(loss.Published);
            Assert.All(loss.Published.SelectMany(setting => setting.Values), value => Assert.True(loss.Find(value.Key)!.Legal.Contains(value.Value), $"{loss.Name} {value}"));
        });

    [Fact]
    public void Settings_have_legal_defaults() =>
        Assert.All(Settings.All.Where(setting => setting.Default is not null), setting => Assert.True(setting.Legal.Contains(setting.Default!), setting.Name));

    [Fact]
    public void Measures_have_names_of_their_own() => Assert.Equal(Measures.All.Length, Measures.All.Select(measure => measure.Name).Distinct().Count());

    [Theory]
    [InlineData("bce", "brier", true)]
    [InlineData("bce", "macro_f1", true)]
    [InlineData("softmax_ce", "macro_ap", true)]
    [InlineData("softmax_ce", "macro_f1_tuned", true)]
    [InlineData("softmax_ce", "macro_f1", false)]
    [InlineData("softmax_ce", "brier", false)]
    [InlineData("factorised", "macro_f1", true)]
    [InlineData("factorised", "ece", false)]
    public void A_measure_is_absent_where_the_scores_do_not_carry_it(string loss, string measure, bool reported) =>
        Assert.Equal(reported, Losses.All.Single(entry => entry.Name == loss).Reports(Measures.Find(measure)!));
}
