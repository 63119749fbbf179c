using System.Security.Cryptography;
using System.Text.Json;
using Coordinator.Client;
using Shared.Trials;

namespace Tests.EndToEnd;

/// <summary>One YAML in, the best configuration out.</summary>
[Collection(WholeSweeps.Name)]
public sealed class MainPathTests(FinishedSweep finished)
{
    [Fact]
    public void A_run_ends_with_0_and_its_result_as_the_last_line()
    {
        var result = finished.Run.With(code: 0).Json;

        Assert.Equal("small", result.GetProperty("sweep").GetString());
        Assert.Equal("""{"completed":8}""", result.GetProperty("trials").GetRawText());
        var best = result.GetProperty("best");
        Assert.InRange(best.GetProperty("trial").GetInt32(), 0, 7);
        Assert.Contains(best.GetProperty("assignment").GetProperty("loss").GetString(), (string[])["bce", "weighted_bce"]);
        foreach (var trial in (string[])["best", "baseline", "best_bce"])
            foreach (var value in (string[])["value", "test"])
                Assert.InRange(result.GetProperty(trial).GetProperty(value).GetDouble(), 0.01, 1);
        Assert.True(Value(best) >= Value(result.GetProperty("best_bce")));
        Assert.True(Value(result.GetProperty("best_bce")) >= Value(result.GetProperty("baseline")));
    }

    [Fact]
    public async Task Weights_are_kept_of_the_best_five_and_of_the_baseline_and_of_no_other()
    {
        var trials = await finished.Place.Trials("small");
        var kept = trials.Skip(1).OrderByDescending(Value).Take(5).Append(trials[0]).ToDictionary(
            trial => $"trial-{trial.GetProperty("trial")}.safetensors", trial => trial.GetProperty("artefacts").GetProperty("weights").GetString()!);

        var results = new DirectoryInfo(Path.Combine(finished.Place.State, "results", "small")).GetFiles("*.safetensors");
        Assert.Equal(kept.Keys.Order(), results.Select(link => link.Name).Order());
        Assert.All(results, link => Assert.Equal(kept[link.Name], Sha256(link.FullName)));
        var evaluations = trials.Select(trial => trial.GetProperty("artefacts").GetProperty("evaluation").GetString()!).Distinct().ToList();
        var data = Assert.Single(finished.Place.Artefacts().Except(kept.Values).Except(evaluations));
        Assert.Equal(kept.Values.Concat(evaluations).Append(data).Order(), finished.Place.Artefacts().Order());
    }

    [Fact]
    public async Task Every_trials_evaluation_is_kept_and_agrees_with_what_it_measured()
    {
        await using var source = await StoredSweepSource.Open(finished.Place.State, default);
        await foreach (var trial in source.Trials(SweepName.Parse("small"), default))
        {
            var evaluation = await source.Evaluation(SweepName.Parse("small"), trial.Trial, default);
            Assert.Equal((trial.Value!.Value, trial.Test!.Value), (evaluation.Parts.Validation.Ap.Average()!.Value, evaluation.Parts.Test!.Ap.Average()!.Value));
        }
    }

    [Fact]
    public async Task Status_and_best_say_what_the_run_said()
    {
        Assert.Equal(finished.Run.LastLine, (await finished.Place.Sweeps("status", "small", "--json")).With(code: 0).LastLine);
        Assert.Equal(finished.Run.LastLine, (await finished.Place.Sweeps("best", "small", "--json")).With(code: 0).LastLine);
        Assert.StartsWith("small: 8 completed of 8 trials, ", (await finished.Place.Sweeps("status", "small")).With(code: 0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_best_configuration_is_a_spec_with_nothing_left_to_choose()
    {
        await using var place = await finished.Copy();
        Directory.CreateDirectory(place.File("elsewhere"));

        (await place.Sweeps("best", "small", "-o", "elsewhere/best.yaml")).With(code: 0);

        Assert.Equal(File.ReadAllText(place.File("elsewhere/best.yaml")), (await place.Sweeps("best", "small")).With(code: 0).Output);
        Assert.Contains("space: nothing to choose\n", (await place.Sweeps("check", "elsewhere/best.yaml")).With(code: 0).Output, StringComparison.Ordinal);
        var again = (await place.Sweeps("run", "elsewhere/best.yaml", "--workers", "1", "--json")).With(code: 0).Json;
        Assert.Equal("""{"completed":2}""", again.GetProperty("trials").GetRawText());
    }

    private static double Value(JsonElement trial) => trial.GetProperty("value").GetDouble();

    private static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
