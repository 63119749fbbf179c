using Coordinator.Artefacts;
using Shared.Trials;

namespace Tests.Artefacts;

/// <summary>Of which trials the evaluation stays.</summary>
public sealed class KeptEvaluationsTests
{
    private readonly KeptEvaluations kept = new(new Objective("validation.macro_ap", Maximise: true));

    [Fact]
    public void A_sweep_of_five_hundred_trials_keeps_all()
    {
        for (var trial = 0; trial < 500; trial++) Assert.Empty(Complete(trial, trial % 7));
    }

    [Fact]
    public void The_best_and_the_newest_stay_and_the_baseline_and_the_best_plain_bce()
    {
        // Worse and worse, so that the best are the first and trial 700 is neither, but for the baseline, which is the worst of all.
        Complete(0, -1e9);
        for (var trial = 1; trial < 1500; trial++) Complete(trial, -trial, isBce: trial is 700 or 800);

        Assert.Equal([0, .. Enumerable.Range(1, 500), 700, .. Enumerable.Range(1000, 500)], kept.All.Select(result => result.Trial).Order());
    }

    [Fact]
    public void A_better_plain_bce_takes_the_place_of_the_last()
    {
        Complete(0, 1e9, isBce: false);
        for (var trial = 1; trial < 600; trial++) Complete(trial, 1e6 + trial);
        Complete(600, 1, isBce: true);
        for (var trial = 601; trial < 1200; trial++) Complete(trial, 1e6 + trial);
        Assert.Contains(600, kept.All.Select(result => result.Trial));

        Assert.Contains(600, Complete(1200, 2, isBce: true).Select(result => result.Trial));
    }

    private IReadOnlyList<Result> Complete(int trial, double value, bool isBce = false) =>
        kept.Place(new Result(trial, value, []), isBce);
}
