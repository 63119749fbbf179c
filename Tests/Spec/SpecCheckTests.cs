using Shared.Spec;

namespace Tests.Spec;

public class SpecCheckTests
{
    [Fact]
    public void The_example_as_understood()
    {
        var text = string.Join('\n', SpecCheck.Lines(SpecTexts.Reading(SpecTexts.Example)).Append(""));
        Assert.Equal(File.ReadAllText(Path.Combine(SpecTexts.Tests, "Spec", "debtags.check.txt")), text);
    }

    [Fact]
    public void Nothing_to_choose_is_said() => Assert.Contains("space: nothing to choose", SpecCheck.Lines(SpecTexts.Reading(SpecTexts.Small)));

    [Theory]
    [InlineData("search: { loss: { choose: [bce, mse] } }", "space: 1 parameter to choose, in 2 discrete branches")]
    [InlineData("search: { loss: { choose: [bce, mse] }, output_bias: { choose: all } }", "space: 2 parameters to choose, in 4 discrete branches")]
    [InlineData("search: { loss: { choose: [bce, mse] }, output_bias: { choose: all } }\nforbid: [{ loss: mse, output_bias: prior }]", "space: 2 parameters to choose, in 3 discrete branches")]
    [InlineData("search: { loss: { choose: { bce: , batch_balanced_bce: all } } }", "space: 4 parameters to choose, in 3 discrete branches")]
    [InlineData("search: { loss: { weighted_bce: { weights: { choose: all }, pos_weight: { choose: [1, 2, 3] } } } }", "space: 2 parameters to choose, in 4 discrete branches")]
    public void Branches_are_the_legal_combinations_of_choices(string lines, string line) => Assert.Contains(line, SpecCheck.Lines(SpecTexts.Reading(SpecTexts.With(lines))));
}
