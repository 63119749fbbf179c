using System.Text.Json;
using Coordinator.Http;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Shared.Randomness;
using Shared.Trials;

namespace Tests.EndToEnd;

/// <summary>Whatever is killed, and whenever: no trial is lost, none counts twice, and nothing is left running.</summary>
[Collection(WholeSweeps.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Trials = 18;

    /// <summary>Trials of half a second, and a limit that on an idle machine only a trainer which hangs can miss.</summary>
    private static readonly string Spec = Specs.Small
        .Changed("trials: 8", $"trials: {Trials}\ntrial_time: 8s")
        .Changed("epochs: 2, batch_size: 32", "epochs: 90, batch_size: 8");

    private static readonly SweepName Small = SweepName.Parse("small");

    [Fact]
    public async Task Killed_at_random_moments_a_sweep_finishes_every_trial_once_and_loses_none()
    {
        await using var place = new Place(Spec);
        var ledger = new LedgerWatch(place.State);
        var havoc = new Havoc(place.Processes, new SeededGenerator(1, "havoc"));
        var known = new Dictionary<int, double>();
        var run = Start(place);

        var plan = havoc.Plan();
        foreach (var deed in plan)
        {
            var until = ledger.State.Position + havoc.Patience();
            await ledger.Until(run, state => state.Position >= until && havoc.Do(deed, run));
            output.WriteLine($"{deed} at event {ledger.State.Position}, {ledger.State.Sweep(Small)?.Finished} trials finished");
            if (ledger.State.Sweep(Small) is { } sweep) Keep(known, sweep);
            if (deed is not (Deed.KillSweeps or Deed.KillEverything)) continue;
            (await run.End()).With(code: 137);
            run = Start(place);
        }

        var ended = (await run.End()).With(code: 0);
        await ledger.CatchUp();
        output.WriteLine($"{plan.Count} deeds; {ended.Json.GetProperty("trials")}; {ledger.State.Epoch} starts; {ledger.Events.Count} events");
        EveryTrialHasOneOutcome(ledger.Events);
        Assert.Contains(ledger.Events, next => next is LedgerEvent.AttemptFailed { Kind: FailureKind.TimedOut });
        Assert.All(known, was => Assert.Equal(was.Value, Objective(ledger.State.Sweep(Small)!, was.Key)));
        await TheLedgerFoldsToWhatIsSaid(place, ended);
        await NothingIsStoredThatNoTrialKeeps(place, ended);
    }

    private static SweepsProcess Start(Place place) => place.Start("run", "spec.yaml", "--workers", "2", "--json");

    private static void Keep(Dictionary<int, double> known, SweepState sweep)
    {
        foreach (var trial in sweep.Trials)
            if (trial.Phase is TrialPhase.Completed completed) known.TryAdd(trial.Number, completed.Objective);
    }

    private static double? Objective(SweepState sweep, int trial) => (sweep[trial].Phase as TrialPhase.Completed)?.Objective;

    private static void EveryTrialHasOneOutcome(IReadOnlyList<LedgerEvent> events)
    {
        var finished = events.Select(next => next switch
        {
            LedgerEvent.TrialCompleted completed => completed.Trial,
            LedgerEvent.AttemptFailed { Final: true } failed => failed.Trial,
            _ => (int?)null,
        });
        Assert.Equal(Enumerable.Range(0, Trials), finished.OfType<int>().Order());
    }

    private static async Task TheLedgerFoldsToWhatIsSaid(Place place, Ended ended)
    {
        await using var stored = await StoredSweeps.Open(place.State, TestContext.Current.CancellationToken);
        var folded = JsonSerializer.Serialize(stored.Status(Small), ApiJson.Default.SweepStatus);
        Assert.Equal(folded, ended.LastLine);
        Assert.Equal(folded, (await place.Sweeps("status", "small", "--json")).With(code: 0).LastLine);
        // What the coordinator had in memory at the end, which it never read back.
        Assert.Contains($"[{Trials}/{Trials}] ", ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>What an attempt stored and never delivered goes when the next coordinator begins.</summary>
    private static async Task NothingIsStoredThatNoTrialKeeps(Place place, Ended ended)
    {
        Assert.Equal(ended.LastLine, (await Start(place).End()).With(code: 0).LastLine);
        var completed = (await place.Trials("small")).Where(trial => trial.GetProperty("outcome").GetString() == "completed").ToList();
        var (weights, evaluations) = (Stored("weights"), Stored("evaluation"));
        var stored = place.Artefacts();
        Assert.Superset(evaluations, stored.ToHashSet()); // of so few trials all are kept
        var others = stored.Where(address => !evaluations.Contains(address)).ToList();
        Assert.Single(others, address => !weights.Contains(address)); // the data
        Assert.InRange(others.Count, 2, 1 + Math.Min(weights.Count, 6));

        HashSet<string> Stored(string what) => [.. completed.Select(trial => trial.GetProperty("artefacts").GetProperty(what).GetString()!)];
    }
}
