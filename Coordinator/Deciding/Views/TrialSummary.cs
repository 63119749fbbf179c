using Coordinator.Deciding.Sweeps;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>One trial in a table or for a script.</summary>
/// <param name="Outcome"><c>completed</c>, <c>running</c>, <c>waiting</c>, or the kind of its failure.</param>
/// <param name="Value">The objective; null where there is none yet, or ever.</param>
/// <param name="Test">The same measure on the test part, which no trial learnt or was chosen from.</param>
/// <param name="Artefacts">What is stored of it, by what it is.</param>
/// <param name="Attempts">How often it was begun.</param>
public sealed record TrialSummary(
    int Trial,
    string Origin,
    string Outcome,
    string? Message,
    double? Value,
    double? Test,
    double? Seconds,
    int? BestEpoch,
    Assignment Assignment,
    IReadOnlyDictionary<string, ArtefactAddress>? Artefacts,
    int Attempts)
{
    public static TrialSummary Of(SweepState sweep, TrialState trial, Func<long, LedgerEvent.TrialCompleted> result) =>
        Of(sweep.Spec.Objective, TrialOutline.Of(trial), result);

    /// <param name="result">Reads a trial's result from its position in the ledger.</param>
    public static TrialSummary Of(Objective objective, TrialOutline trial, Func<long, LedgerEvent.TrialCompleted> result)
    {
        if (trial.Phase is not TrialPhase.Completed completed)
        {
            var message = (trial.Phase as TrialPhase.Failed)?.Message;
            return new TrialSummary(trial.Number, trial.Origin, OutcomeOf(trial.Phase), message, null, null, null, null, trial.Assignment, null, trial.Attempts);
        }
        var stored = result(completed.Position);
        double? test = stored.Values.TryGetValue(OnTest(objective), out var value) ? value : null;
        return new TrialSummary(
            trial.Number, trial.Origin, "completed", null, completed.Objective, test, completed.Seconds, completed.BestEpoch, trial.Assignment, stored.Artefacts,
            trial.Attempts);
    }

    public static string OutcomeOf(TrialPhase phase) => phase switch
    {
        TrialPhase.Waiting => "waiting",
        TrialPhase.Running => "running",
        TrialPhase.Completed => "completed",
        TrialPhase.Failed failed => failed.Kind.Name(),
        _ => throw new InvalidOperationException($"no outcome for {phase}"),
    };

    private static string OnTest(Objective objective) => "test." + objective.Measure[(objective.Measure.IndexOf('.') + 1)..];
}
