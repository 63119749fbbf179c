using Coordinator.Artefacts;
using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Coordinator.Ledger;
using Coordinator.Running;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Local;

/// <summary>What to run on this machine.</summary>
/// <param name="Text">The spec's YAML.</param>
/// <param name="Workers">Trials that train at once.</param>
/// <param name="Device">Where each of them trains, in the words of the worker's own option.</param>
internal sealed record LocalLaunch(SweepSpec Spec, string Text, int Workers, string Device = "cpu");

/// <summary>What came of it.</summary>
/// <param name="Top">The best trials, best first.</param>
/// <param name="Folder">Where best configuration and weights are; null: on the server.</param>
internal sealed record SweepOutcome(SweepSpec Spec, SweepStatus Status, IReadOnlyList<TrialSummary> Top, string? BestYaml, string? Folder);

/// <summary>
/// A whole sweep on this machine: prepares the data, begins or goes on with the sweep, keeps the workers alive until it has
/// ended, and leaves the results where people find them.
/// </summary>
internal static class LocalSweep
{
    /// <exception cref="RefusedException">The data is at fault, or a sweep of this name exists with other settings.</exception>
    public static async Task<SweepOutcome> Run(LocalLaunch launch, string statePath, IProgress progress, CancellationToken cancellation)
    {
        using var state = StateDirectory.Own(statePath);
        var time = new SteadyTime(TimeProvider.System);
        var room = new DiskRoom(state.Path, time);
        room.Require();
        var log = new ReignLog(new ProgressLogger(progress));
        var end = new SweepEndObserver(launch.Spec.Name);
        await using var coordinator = await LocalCoordinator.Start(state, Samplers.Of, [end, progress], log, time, cancellation);

        await coordinator.Reign.Submit(new FleetCommand.SetAside(time.GetUtcNow()), after => after.Position);
        await RefuseDifferences(coordinator.Reign, launch.Spec);
        var prepared = await DataPreparation.Run(
            new PrepareRequest(launch.Spec.Data, launch.Spec.Seed, state.Cache), progress.Say, cancellation);
        progress.Say(DataPreparation.Describe(prepared));
        foreach (var warning in prepared.Warnings) progress.Say($"warning: {warning}");
        var data = await coordinator.Artefacts.StoreFile(prepared.Path, cancellation);
        var launched = await coordinator.Reign.Submit(
            new FleetCommand.Launch(launch.Spec, launch.Text, data, time.GetUtcNow()), after => after.Sweep(launch.Spec.Name)!.Ended is null);
        if (launched.Rejection is { } rejection) throw Differs(launch.Spec.Name, rejection);

        if (launched.Value)
        {
            coordinator.Serve();
            progress.Say($"the page is at {coordinator.Address} while this runs; the token to sign in is in {state.TokenFile}");
            await using var workers = new LocalWorkers(launch.Workers, launch.Device, state, coordinator.Address, log, time);
            await progress.Watch(launch.Spec.Name, Watched(coordinator, launch.Spec.Name, time, cancellation), launch.Workers);
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var first = await Task.WhenAny(end.Ended, coordinator.Failed, workers.Failed, room.RunsOut(watching.Token)).WaitAsync(cancellation);
            await watching.CancelAsync();
            if (first == coordinator.Failed) workers.Abandon();
            if (first is Task<Exception> failure) throw await failure;
        }
        await coordinator.ClearArtefacts(cancellation);
        return await Conclude(state, coordinator.Artefacts, launch.Spec.Name, cancellation);
    }

    private static WatchedSweep Watched(LocalCoordinator coordinator, SweepName name, SteadyTime time, CancellationToken cancellation) => new(
        () => coordinator.Reign.Read(fleet => Progress(fleet, name, time)),
        () => coordinator.Reign.Read(IReadOnlyList<double?> (fleet) => [.. fleet.Sweep(name)!.Trials.Select(trial => (trial.Phase as TrialPhase.Completed)?.Objective)]),
        async (trial, after) =>
        {
            var launchedAt = await coordinator.Reign.Read(fleet => fleet.Sweep(name)!.LaunchedAt);
            return [.. (await coordinator.Ledger.ReadMeasurements(launchedAt, trial, after, int.MaxValue, cancellation)).Select(MeasurementItem.Of)];
        });

    private static SweepProgress Progress(FleetState fleet, SweepName name, SteadyTime time) =>
        SweepProgress.Of(fleet.Sweep(name)!, fleet.SinceLastEvent(fleet.Sweep(name)!, time.GetUtcNow()));

    /// <summary>Before anything is prepared, since preparing may take minutes.</summary>
    private static async Task RefuseDifferences(Reign reign, SweepSpec spec)
    {
        var differences = await reign.Read(state => state.Sweep(spec.Name) is { } sweep ? SpecDifferences.Between(sweep.Spec, spec) : []);
        if (!differences.IsEmpty) throw Differs(spec.Name, new Rejection.SweepDiffers(spec.Name, differences));
    }

    private static RefusedException Differs(SweepName sweep, Rejection rejection) => new(
        $"{rejection.Message}\nIts finished trials would not be comparable. Give the sweep another name, restore the old settings, or delete it first: sweeps delete {sweep}");

    /// <summary>Reads the ledger again, as any later command would.</summary>
    private static async Task<SweepOutcome> Conclude(StateDirectory state, ArtefactDirectory artefacts, SweepName name, CancellationToken cancellation)
    {
        await using var stored = await StoredSweeps.Open(state.Path, cancellation);
        var sweep = stored.Sweep(name);
        var status = stored.Status(name);
        var folder = Results.Folder(state, name);
        if (status.Best is not { } best) return new SweepOutcome(sweep.Spec, status, [], null, folder);

        var ranking = Ranking.Of(sweep).Select(trial => TrialSummary.Of(sweep, trial, stored.Result)).ToList();
        var yaml = BestSpec.Write(sweep.Spec, best.Assignment, Headline.Of(status.ToSummary()));
        var kept = ranking.Where(trial => trial.Trial != 0).Take(sweep.Budget.KeepWeights).Concat(ranking.Where(trial => trial.Trial == 0));
        await Results.Write(state, name, yaml, [.. kept], artefacts, cancellation);
        return new SweepOutcome(sweep.Spec, status, ranking, yaml, folder);
    }
}
