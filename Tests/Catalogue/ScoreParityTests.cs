using System.Collections.Immutable;
using Shared.Catalogue;
using Shared.Trials;
using TorchSharp;
using Worker.Losses;
using static TorchSharp.torch;

namespace Tests.Catalogue;

using Losses = Shared.Catalogue.Losses;

/// <summary>What the catalogue says of a loss's scores is what its implementation gives: specs are judged by the one, trials measured by the other.</summary>
public class ScoreParityTests
{
    public static TheoryData<string> Names => [.. Losses.All.Select(loss => loss.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_mean_what_the_catalogue_says(string name)
    {
        var entry = Losses.All.Single(loss => loss.Name == name);
        var defaults = new Component(name, entry.Parameters.ToImmutableSortedDictionary(parameter => parameter.Name, parameter => parameter.Default!));
        using var loss = LossFactory.Create(defaults, new LabelStatistics(100, [50, 10, 1]), new Placement(ScalarType.Float32, CPU));
        Assert.Equal(entry.Score is ScoreKind.Sigmoid, loss.HasProbabilities);
        Assert.Equal(entry.Score is not ScoreKind.Softmax, loss.NaturalThreshold is not null);
    }
}
