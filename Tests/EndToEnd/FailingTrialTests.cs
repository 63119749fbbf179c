using Coordinator.Deciding.Sweeps;
using Shared.Trials;
using Worker.Agent;

namespace Tests.EndToEnd;

/// <summary>A trial that fails is an outcome with its kind, never the end of the sweep.</summary>
[Collection(WholeSweeps.Name)]
public sealed class FailingTrialTests
{
    [Fact]
    public async Task A_trial_that_diverges_is_an_outcome_and_the_sweep_goes_on()
    {
        await using var place = new Place("""
            name: diverging
            objective: validation.macro_ap
            trials: 2
            data: { format: mulan, train: rows.arff, header: labels.xml }
            model: { hidden: [16] }
            training: { epochs: 5, batch_size: 8 }
            search:
              loss: { weighted_bce: { pos_weight: 10000 } }
              optimizer: { sgd: { learning_rate: 100000, momentum: 0.99 } }
            """);
        MulanFiles.WriteSparse(place.Root);

        var run = (await place.Sweeps("run", "spec.yaml", "--workers", "1", "--json")).With(code: 0);

        Assert.Equal("""{"completed":1,"diverged":1}""", run.Json.GetProperty("trials").GetRawText());
        Assert.Contains("[2/2] trial 1: failed (Diverged): ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_trial_completes_the_run_ends_with_3()
    {
        await using var place = new Place(Specs.Small.Changed("trials: 8", "trials: 2\ntrial_time: 0.001s"));

        var run = (await place.Sweeps("run", "spec.yaml", "--workers", "1", "--json")).With(code: 3);

        Assert.Equal("""{"completed":0,"timed_out":2}""", run.Json.GetProperty("trials").GetRawText());
        Assert.Equal("sweeps: no trial of sweep 'small' is completed yet", (await place.Sweeps("best", "small")).With(code: 3).Errors);
    }

    [Fact]
    public async Task A_trial_whose_trainer_is_killed_is_tried_again_and_has_crashed_after_three_times()
    {
        await using var place = new Place(Specs.Endless.Changed("trials: 8", "trials: 8\nmax_failures: 0"));
        var ledger = new LedgerWatch(place.State);
        var run = place.Start("run", "spec.yaml", "--workers", "1", "--json");

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await ledger.Until(run, state => state.Sweep(SweepName.Parse("small")) is { Trials: [{ Attempts: var now, Phase: TrialPhase.Running { Epoch: > 0 } }, ..] } && now == attempt);
            Posix.Signal(place.Processes.All().Single(process => process.Part == Part.Trainer).Id, Posix.Kill);
        }

        var ended = (await run.End()).With(code: 3);
        Assert.Equal(1, ended.Json.GetProperty("trials").GetProperty("crashed").GetInt32());
        Assert.Equal("1 trials failed, and max_failures is 0", ended.Json.GetProperty("ended").GetString());
        Assert.Contains("trial 0: attempt 1 failed (Crashed): the trainer was killed by signal 9 (SIGKILL); it is tried again", ended.Errors, StringComparison.Ordinal);
    }
}
