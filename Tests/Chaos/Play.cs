using Tests.Chaos.Deeds;
using Tests.Chaos.Invariants;

namespace Tests.Chaos;

/// <summary>A whole play: the stage is built, sweeps are launched, deeds are done, everything is put right, and what is left is judged.</summary>
internal sealed class Play(ChaosOptions options, Telling telling, Stage stage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const int MostViolations = 10;

    private readonly SortedDictionary<string, int> done = new(StringComparer.Ordinal);
    private int passed, failed;

    /// <summary>The tests' program, inside of what holds the play together.</summary>
    public static async Task<int> Perform(IReadOnlyList<string> words)
    {
        // --minutes N --seed S --network namespaces|loopback --folder F
        var options = ChaosOptions.Parse([.. words.SkipLast(4)], TimeProvider.System);
        var (inNamespaces, folder) = (words[^3] == "namespaces", words[^1]);
        var telling = new Telling(Console.Out);
        telling.Say($"chaos for {options.Length.TotalMinutes:0.##} min; the same deeds again: ./test chaos {string.Join(' ', options.Words())}");
        var stage = await Stage.Build(folder, inNamespaces);
        return await new Play(options, telling, stage).Run();
    }

    private async Task<int> Run()
    {
        telling.Say($"PostgreSQL, {stage.CoordinatorsAll.Count} coordinators and {stage.WorkersAll.Count} workers, {stage.Network.Description}; leases last {StagedCoordinator.Lease.TotalSeconds} s among coordinators and {StagedCoordinator.WorkerLease.TotalSeconds} s for workers");
        var sweeps = new Sweeps(stage.Client, telling, options.Length, options.Seed);
        await sweeps.Launch(CancellationToken.None);
        using (var ending = new CancellationTokenSource(options.Length))
        {
            var script = new Script(options.Seed, stage.Network.HasMachines);
            await Task.WhenAll(Act(script.Middle(), ending.Token), Act(script.Edge(stage.WorkersAll.Count), ending.Token), sweeps.Tend(ending.Token));
        }
        telling.Say("everything is put right");
        await stage.Heal(telling);
        var stillGoing = await sweeps.End(Patience);
        telling.Say(stillGoing.Count == 0 ? "every sweep has ended" : $"{stillGoing.Count} sweeps have not ended within {Patience.TotalMinutes} min");
        var aftermath = await Aftermath.Read(stage, stillGoing);
        telling.Say($"done: {string.Join(", ", done.Select(kind => $"{kind.Value} x {kind.Key}"))}; {done.Values.Sum()} in all");
        foreach (var invariant in Invariant.All) await Judge(invariant, aftermath);
        // The logs are gone with the stage.
        var kept = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "chaos", $"seed-{options.Seed}-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}"));
        await aftermath.Keep(kept);
        await End();
        if (failed == 0) Directory.Delete(kept, recursive: true);
        else telling.Say($"ledger and logs are in {kept}");
        Console.Out.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private async Task Act(IEnumerable<Scene> scenes, CancellationToken ending)
    {
        foreach (var scene in scenes)
        {
            await Task.Delay(scene.Pause, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested) return;
            if (await scene.Deed.Do(stage, telling.Say, new Hold(scene.Length, ending)))
            {
                lock (done) done[scene.Deed.Kind] = done.GetValueOrDefault(scene.Deed.Kind) + 1;
            }
            else
            {
                telling.Say($"could not be done as planned, and is not counted: {scene.Deed.Words}");
            }
        }
    }

    private async Task Judge(Invariant invariant, Aftermath aftermath)
    {
        Finding finding;
        try
        {
            finding = await invariant.Check(aftermath);
        }
        catch (Exception error)
        {
            finding = new Finding("could not be judged", [error.ToString()]);
        }
        Tell(invariant.Sentence, finding);
    }

    private async Task End()
    {
        Tell("every process ended by itself only when it was told to, and well", new Finding($"{stage.Everybody.Count()} processes and the database", await stage.End()));
        Tell("no process is left", new Finding("of all that descends from this play", Kin.Others()));
        Tell("no file of an attempt, no mount and no network is left", new Finding(stage.Network.Description, await stage.TakeDown()));
    }

    private void Tell(string sentence, Finding finding)
    {
        var holds = finding.Violations.Count == 0;
        if (holds) passed++;
        else failed++;
        telling.Say($"{(holds ? "holds" : "BROKEN")}: {sentence} ({finding.Numbers})");
        foreach (var violation in finding.Violations.Take(MostViolations)) telling.Say($"        {violation}");
        if (finding.Violations.Count > MostViolations) telling.Say($"        and {finding.Violations.Count - MostViolations} more");
    }
}
