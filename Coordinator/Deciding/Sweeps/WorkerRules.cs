using System.Collections.Immutable;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Workers come, go and come back as another life.</summary>
internal static class WorkerRules
{
    public static Decision Join(FleetState state, FleetCommand.Join command)
    {
        if (!command.Worker.IsLegal) return new Rejection.IllegalWorkerName(ShownName(command.Worker.Name));
        if (state.Workers.TryGetValue(command.Worker.Name, out var present) && present.Life == command.Worker) return Decision.Nothing;
        if (present is not null && present.Replaced.Contains(command.Worker.Incarnation)) return new Rejection.NameTaken(command.Worker.Name);
        var joined = new LedgerEvent.WorkerJoined(command.Worker, command.Slots, command.Device, command.Labels) { At = command.At };
        return present is null ? Decision.Of(joined) : Decision.Of([.. Lose(state, present, "its worker was started again", command.At), joined]);
    }

    public static Decision Leave(FleetState state, FleetCommand.Leave command)
    {
        if (!state.Workers.TryGetValue(command.Worker.Name, out var present) || present.Life != command.Worker) return Decision.Nothing;
        return Decision.Of(Depart(state, present, command.At));
    }

    /// <summary>Said again, it changes nothing; the worker is told with its next renewal.</summary>
    public static Decision Drain(FleetState state, FleetCommand.Drain command) => state.Workers.GetValueOrDefault(command.Worker) switch
    {
        null => new Rejection.NoSuchWorker(ShownName(command.Worker)),
        { IsDraining: true } => Decision.Nothing,
        var worker => Decision.Of(new LedgerEvent.WorkerDraining(worker.Life) { At = command.At }),
    };

    /// <summary>What a worker held that was not heard of for long is lost, if it is not yet.</summary>
    public static Decision Expel(FleetState state, FleetCommand.Expel command) =>
        state.Workers.TryGetValue(command.Worker.Name, out var present) && present.Life == command.Worker
            ? Decision.Of([.. Lose(state, present, "its worker was not heard of", command.At), new LedgerEvent.WorkerExpelled(command.Worker) { At = command.At }])
            : Decision.Nothing;

    private static string ShownName(string name) => new([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);

    /// <summary>A worker goes, and what it held waits for another attempt, free of charge.</summary>
    internal static ImmutableArray<LedgerEvent> Depart(FleetState state, WorkerState worker, DateTimeOffset at) =>
        [.. HandBack(state, worker, at), new LedgerEvent.WorkerLeft(worker.Life) { At = at }];

    private static ImmutableArray<LedgerEvent> Lose(FleetState state, WorkerState worker, string why, DateTimeOffset at) =>
        [.. Held(state, worker).SelectMany(token => AttemptRules.Fail(state, token, FailureKind.Lost, why, false, at))];

    private static ImmutableArray<LedgerEvent> HandBack(FleetState state, WorkerState worker, DateTimeOffset at) =>
        [.. Held(state, worker).Select(token =>
        {
            var (sweep, trial, _) = state.Live(token)!.Value;
            return new LedgerEvent.AttemptHandedBack(sweep.Spec.Name, trial.Number, trial.Attempts) { At = at };
        })];

    private static IEnumerable<AttemptToken> Held(FleetState state, WorkerState worker) =>
        worker.Claims.Values.Select(claim => claim.Token).Where(state.IsLive);
}
