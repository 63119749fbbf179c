using Tests.Agent;

namespace Tests.EndToEnd;

/// <summary>Long trials: what was trained before an interruption is not trained again.</summary>
[Collection(WholeSweeps.Name)]
public sealed class CheckpointTests
{
    [Fact]
    public async Task A_trial_that_was_interrupted_goes_on_after_the_epoch_of_its_checkpoint()
    {
        await using var place = new Place(Specs.Endless.Changed("trials: 8", "trials: 1"));
        var run = place.Start("run", "spec.yaml", "--workers", "1", "--json");
        await Soon.Happens(There(() => Files("checkpoint-*.safetensors").Any()), "a checkpoint");

        run.Signal(SweepsProcess.Interrupt);
        await run.End();
        var handedBack = Log();
        var again = place.Start("run", "spec.yaml", "--workers", "1", "--json");
        await Soon.Happens(There(() => Log().Contains("goes on after epoch", StringComparison.Ordinal)), "the trial's going on");
        again.Signal(SweepsProcess.Interrupt);
        await again.End();

        Assert.Matches("small/0 handed back with its checkpoint after epoch [0-9]+", handedBack);
        Assert.DoesNotContain("cannot be had", Log(), StringComparison.Ordinal);

        IEnumerable<string> Files(string pattern) => Directory.Exists(place.File(".sweeps/workers"))
            ? Directory.EnumerateFiles(place.File(".sweeps/workers"), pattern, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            : [];

        string Log() => string.Concat(Files("worker.log").Select(File.ReadAllText));
    }

    /// <summary>Files announce themselves to nobody we could ask.</summary>
    private static async Task There(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(TimeSpan.FromMilliseconds(50));
    }
}
