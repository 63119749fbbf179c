using System.Collections.Immutable;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Claiming, measuring, finishing and losing attempts.</summary>
internal static class AttemptRules
{
    private const int LongestMessage = 4000;

    public static Decision Claim(FleetState state, FleetCommand.Claim command)
    {
        if (!state.Workers.TryGetValue(command.Worker.Name, out var worker) || worker.Life != command.Worker)
            return new Rejection.UnknownWorker(command.Worker);

        var events = ImmutableArray.CreateBuilder<LedgerEvent>();
        if (worker.Claims.TryGetValue(command.Slot, out var latest))
        {
            if (command.Number <= latest.Number) return Decision.Nothing; // the same claim again: its attempt is read from the state
            if (state.Live(latest.Token) is var (sweep, held, _))
                events.Add(new LedgerEvent.AttemptHandedBack(sweep.Spec.Name, held.Number, held.Attempts) { At = command.At });
        }
        if (HealthRules.MayClaim(state, worker, command.At) && NextTrial(state, worker, command.At) is var (chosen, trial))
        {
            events.Add(new LedgerEvent.AttemptStarted(
                chosen.Spec.Name, trial.Number, trial.Attempts + 1, command.Token, command.Worker, command.Slot, command.Number)
            { At = command.At });
        }
        return Decision.Of(events.ToImmutable());
    }

    public static Decision Measure(FleetState state, FleetCommand.Measure command) =>
        !state.Attempts.ContainsKey(command.Token) ? Rejection.UnknownAttempt.Instance
        : state.Live(command.Token) is var (sweep, trial, running) ? Measured(sweep, trial, running, command.Measurements, command.Checkpoint, command.At)
        : Decision.Nothing;

    public static Decision Finish(FleetState state, FleetCommand.Finish command)
    {
        if (!state.Attempts.TryGetValue(command.Token, out var record)) return Rejection.UnknownAttempt.Instance;
        if (state.Live(command.Token) is not var (sweep, trial, running)) return Late(state, record, command);

        var measured = Measured(sweep, trial, running, command.Measurements, (command.Result as AttemptResult.HandedBack)?.Checkpoint, command.At);
        ImmutableArray<LedgerEvent> outcome = command.Result switch
        {
            AttemptResult.Completed result => Complete(state, command.Token, result, command.At),
            AttemptResult.Failed failure => Fail(state, command.Token, failure.Kind, failure.Message, HealthRules.Blames(failure.Kind), command.At),
            AttemptResult.HandedBack => [new LedgerEvent.AttemptHandedBack(sweep.Spec.Name, trial.Number, trial.Attempts) { At = command.At }],
            _ => throw new InvalidOperationException($"no rule for a result of type {command.Result.GetType().Name}"),
        };
        return measured with { Events = [.. measured.Events, .. outcome] };
    }

    public static Decision Expire(FleetState state, FleetCommand.Expire command) =>
        Decision.Of(Fail(state, command.Token, FailureKind.Lost, LedgerEvent.AttemptFailed.LeaseRanOut, false, command.At));

    /// <summary>The events of a failed attempt; none where it is not held.</summary>
    /// <param name="blames">It may be the machine's fault.</param>
    internal static ImmutableArray<LedgerEvent> Fail(FleetState state, AttemptToken token, FailureKind kind, string message, bool blames, DateTimeOffset at)
    {
        if (state.Live(token) is not var (sweep, trial, running)) return [];
        var failure = new LedgerEvent.AttemptFailed(
            sweep.Spec.Name, trial.Number, trial.Attempts, kind, Shortened(message), RetryRule.IsFinal(state, sweep, trial, running.Worker.Name, kind), blames)
        { At = at };
        var ending = sweep.EndWithRepeated(state, failure, running.Worker.Name) ?? (failure.Final ? sweep.EndWith(failure, state.SinceLastEvent(sweep, at)) : null);
        var events = ImmutableArray.Create<LedgerEvent>(failure);
        // What every worker says is the sweep's fault and none of theirs.
        if (ending?.Reason is not EndReason.RepeatedUserError && HealthRules.AfterFailure(state, sweep, running.Worker.Name, failure) is { } aside) events = events.Add(aside);
        if (ending is not null) events = events.Add(SweepRules.Ended(sweep, ending, at));
        return events;
    }

    /// <summary>A message is for people: a trainer's whole output is in its log.</summary>
    private static string Shortened(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage] + " ...";

    private static ImmutableArray<LedgerEvent> Complete(FleetState state, AttemptToken token, AttemptResult.Completed result, DateTimeOffset at)
    {
        var (sweep, trial, running) = state.Live(token)!.Value;
        var measure = sweep.Spec.Objective.Measure;
        if (!result.Values.TryGetValue(measure, out var objective))
            return Fail(state, token, FailureKind.UserError, $"the trainer did not report the objective {measure}", HealthRules.Blames(FailureKind.UserError), at);
        if (result.Values.FirstOrDefault(pair => !double.IsFinite(pair.Value)) is { Key: { } name, Value: var value })
            return Fail(state, token, FailureKind.Diverged, $"{name} is {value}", false, at);
        if (!double.IsFinite(result.Seconds))
            return Fail(state, token, FailureKind.Crashed, $"the trainer reported that it took {result.Seconds} seconds", true, at);

        var completed = new LedgerEvent.TrialCompleted(
            sweep.Spec.Name, trial.Number, trial.Attempts, result.BestEpoch, result.Seconds, objective, result.Values, result.Artefacts)
        { At = at };
        var events = ImmutableArray.Create<LedgerEvent>(completed);
        if (HealthRules.AfterResult(state, running.Worker.Name, at) is { } restored) events = events.Add(restored);
        if (sweep.EndWith(null, state.SinceLastEvent(sweep, at)) is { } ending) events = events.Add(SweepRules.Ended(sweep, ending, at));
        return events;
    }

    /// <summary>A result of an attempt that is not held: said again by the one that counted, or too late.</summary>
    private static Decision Late(FleetState state, AttemptRecord record, FleetCommand.Finish command)
    {
        if (state.Sweep(record.Sweep) is not { } sweep || sweep.LaunchedAt != record.LaunchedAt) return Decision.Nothing;
        if (record.EndedWith(command.Result) || record.HasLateResult || command.Result is AttemptResult.HandedBack) return Decision.Nothing;
        var (result, objective) = command.Result switch
        {
            AttemptResult.Completed completed => ("completed", completed.Values.TryGetValue(sweep.Spec.Objective.Measure, out var value) && double.IsFinite(value) ? value : (double?)null),
            AttemptResult.Failed failed => ($"failed: {failed.Kind}", null),
            _ => throw new InvalidOperationException($"no rule for a late result of type {command.Result.GetType().Name}"),
        };
        return Decision.Of(new LedgerEvent.LateResultKept(record.Sweep, record.Trial, record.Attempt, command.Token, result, objective) { At = command.At });
    }

    /// <summary>Epochs not heard of yet, and a checkpoint further than the last; what is said twice counts once.</summary>
    private static Decision Measured(
        SweepState sweep, TrialState trial, TrialPhase.Running running, IReadOnlyList<Measurement> measurements, Checkpoint? checkpoint, DateTimeOffset at)
    {
        var events = ImmutableArray.CreateBuilder<LedgerEvent>();
        var rows = ImmutableArray.CreateBuilder<MeasurementRow>();
        var last = running.Epoch;
        foreach (var measurement in measurements)
        {
            if (measurement.Epoch <= last) continue;
            last = measurement.Epoch;
            double? objective = measurement.Values.TryGetValue(sweep.Spec.Objective.Measure, out var value) && double.IsFinite(value) ? value : null;
            events.Add(new LedgerEvent.AttemptMeasured(sweep.Spec.Name, trial.Number, trial.Attempts, measurement.Epoch, objective) { At = at });
            rows.Add(new MeasurementRow(sweep.LaunchedAt, trial.Number, trial.Attempts, measurement));
        }
        if (checkpoint is not null && checkpoint.Epoch > (trial.Checkpoint?.Epoch ?? 0))
            events.Add(new LedgerEvent.AttemptCheckpointed(sweep.Spec.Name, trial.Number, trial.Attempts, checkpoint) { At = at });
        return new Decision(events.ToImmutable(), rows.ToImmutable(), null);
    }

    /// <summary>
    /// Of the sweeps of the highest priority the one that has the least running for its weight, so that sweeps share the workers
    /// fairly; then the one launched first.
    /// </summary>
    private static (SweepState Sweep, TrialState Trial)? NextTrial(FleetState state, WorkerState worker, DateTimeOffset at)
    {
        (SweepState Sweep, TrialState Trial)? chosen = null;
        foreach (var sweep in state.Sweeps.Values)
        {
            if (!sweep.MayStart || !sweep.Suits(worker) || sweep.TimeIsUp(state.SinceLastEvent(sweep, at))) continue;
            if (chosen is { Sweep: var first } && Rank(sweep).CompareTo(Rank(first)) >= 0) continue;
            if (TrialFor(state, sweep, worker) is { } number) chosen = (sweep, sweep[number]);
        }
        return chosen;
    }

    /// <summary>The lowest number, but of those that have just failed on this very worker only where no other could take them.</summary>
    private static int? TrialFor(FleetState state, SweepState sweep, WorkerState worker)
    {
        foreach (var number in sweep.Waiting)
            if (sweep[number].FailedOn != worker.Life.Name || !state.HasOtherFor(sweep, worker.Life.Name)) return number;
        return null;
    }

    private static (int, double, long) Rank(SweepState sweep) => (-sweep.Budget.Priority, (sweep.Running.Count + 1) / sweep.Budget.Weight, sweep.LaunchedAt);
}
