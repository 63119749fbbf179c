using Coordinator.Deciding.Sweeps;
using Shared.Trials;
using Worker.Agent;

namespace Tests.EndToEnd;

/// <summary>The same command again goes on; what would mix trials that cannot be compared is refused, and nothing is lost.</summary>
[Collection(WholeSweeps.Name)]
public sealed class GoingOnTests(FinishedSweep finished)
{
    private static readonly SweepName Small = SweepName.Parse("small");

    [Fact]
    public async Task After_the_end_the_same_command_says_the_same_and_trains_nothing()
    {
        await using var place = await finished.Copy();

        var again = (await place.Sweeps("run", "spec.yaml", "--json")).With(code: 0);

        Assert.Equal(finished.Run.LastLine, again.LastLine);
        Assert.DoesNotContain("workers", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_trials_go_on_and_keep_the_finished_ones()
    {
        await using var place = await finished.Copy();
        var before = await finished.Place.Trials("small");

        var more = (await place.Sweeps("run", "spec.yaml", "--trials", "10", "--workers", "1", "--json")).With(code: 0);

        Assert.Equal("""{"completed":10}""", more.Json.GetProperty("trials").GetRawText());
        Assert.Equal(before.Select(trial => trial.GetRawText()), (await place.Trials("small")).Take(8).Select(trial => trial.GetRawText()));
    }

    [Theory]
    [InlineData("seed: 1", "seed: 2", "seed: was 1, is 2")]
    [InlineData("log: [1, 100]", "log: [1, 50]", "search.loss.weighted_bce.pos_weight: was 1 to 100, log scale, is 1 to 50, log scale")]
    [InlineData("validation.macro_ap", "validation.micro_ap", "objective: was maximise validation.macro_ap, is maximise validation.micro_ap")]
    [InlineData("epochs: 2,", "epochs: 3,", "training.epochs: was 2, is 3")]
    public async Task Another_sweep_of_the_same_name_is_refused_with_its_differences(string part, string by, string difference)
    {
        await using var place = await finished.Copy();
        place.Write("spec.yaml", Specs.Small.Changed(part, by));

        var refused = (await place.Sweeps("run", "spec.yaml", "--json")).With(code: 2);

        Assert.Equal("", refused.Output);
        Assert.Contains(difference, refused.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Give the sweep another name, restore the old settings, or delete it first: sweeps delete small", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(finished.Run.LastLine, (await place.Sweeps("status", "small", "--json")).LastLine);
    }

    [Fact]
    public async Task Other_rows_in_the_same_file_are_refused()
    {
        await using var place = await finished.Copy();
        var rows = File.ReadAllLines(place.File(MulanFiles.Rows));
        File.WriteAllLines(place.File(MulanFiles.Rows), rows[..^1]);

        var refused = (await place.Sweeps("run", "spec.yaml", "--json")).With(code: 2);

        Assert.Contains("data: the prepared data had fingerprint", refused.Errors, StringComparison.Ordinal);
        File.WriteAllLines(place.File(MulanFiles.Rows), rows);
        Assert.Equal(finished.Run.LastLine, (await place.Sweeps("run", "spec.yaml", "--json")).With(code: 0).LastLine);
    }

    [Fact]
    public async Task An_interrupted_run_ends_with_130_and_goes_on_where_it_stopped()
    {
        await using var place = new Place(Specs.Small.Changed("trials: 8", "trials: 3").Changed("epochs: 2, batch_size: 32", "epochs: 60, batch_size: 8"));
        var ledger = new LedgerWatch(place.State);
        var run = place.Start("run", "spec.yaml", "--workers", "1");
        await ledger.Until(run, state => state.Sweep(Small) is { Completed: 1, Running.Count: 1 });

        run.Signal(SweepsProcess.Interrupt);

        var interrupted = (await run.End()).With(code: 130);
        Assert.EndsWith("sweeps: interrupted; nothing finished is lost, and the same command goes on", interrupted.Errors, StringComparison.Ordinal);
        var first = (await place.Trials("small"))[0];
        await ledger.CatchUp();
        Assert.IsType<LedgerEvent.AttemptHandedBack>(ledger.Events.Last(next => next is not LedgerEvent.WorkerLeft and not LedgerEvent.TrialProposed));

        var done = (await place.Sweeps("run", "spec.yaml", "--workers", "1", "--json")).With(code: 0);
        Assert.Equal("""{"completed":3}""", done.Json.GetProperty("trials").GetRawText());
        Assert.Equal(first.GetRawText(), (await place.Trials("small"))[0].GetRawText());
    }

    [Fact]
    public async Task While_a_run_is_on_others_may_look_and_not_touch()
    {
        await using var place = new Place(Specs.Endless);
        var run = place.Start("run", "spec.yaml", "--workers", "1");
        await new LedgerWatch(place.State).Until(run, state => state.Sweep(Small) is { Running.Count: 1 });

        var running = (await place.Sweeps("status", "small", "--json")).With(code: 0);
        var second = (await place.Sweeps("run", "spec.yaml")).With(code: 2);
        var deletion = (await place.Sweeps("delete", "small")).With(code: 2);

        Assert.Equal(1, running.Json.GetProperty("trials").GetProperty("running").GetInt32());
        foreach (var refused in (Ended[])[second, deletion])
            Assert.Equal($"sweeps: the state directory {place.State} is in use by another process: wait for it, or give another one with --state", refused.Errors);
        Assert.False(run.HasEnded);
    }

    [Fact]
    public async Task A_deleted_sweep_leaves_nothing_and_its_name_is_free()
    {
        await using var place = await finished.Copy();

        var deleted = (await place.Sweeps("delete", "small")).With(code: 0);

        Assert.Equal("sweep 'small' is deleted\n", deleted.Output);
        Assert.Empty(place.Artefacts());
        Assert.Empty(Directory.GetDirectories(Path.Combine(place.State, "results")));
        Assert.Equal("sweeps: there is no sweep 'small' here: there are none", (await place.Sweeps("status", "small")).With(code: 2).Errors);
        place.Write("spec.yaml", Specs.Small.Changed("seed: 1", "seed: 2"));
        var another = (await place.Sweeps("run", "spec.yaml", "--trials", "1", "--workers", "1", "--json")).With(code: 0);
        Assert.Equal("""{"completed":1}""", another.Json.GetProperty("trials").GetRawText());
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_refused_and_makes_nothing()
    {
        await using var place = new Place(Specs.Small);

        Assert.Equal(
            "sweeps: there is no sweep 'smal' here: did you mean `small`?",
            (await place.Sweeps("delete", "smal", "--state", finished.Place.State)).With(code: 2).Errors);
        Assert.Equal($"sweeps: there is no sweep here: {place.State}/ledger.db does not exist", (await place.Sweeps("delete", "small")).With(code: 2).Errors);
        Assert.False(Directory.Exists(place.State));
    }
}
