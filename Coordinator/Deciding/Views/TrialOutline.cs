using Coordinator.Deciding.Sweeps;
using Shared.Space;

namespace Coordinator.Deciding.Views;

/// <summary>
/// A trial as it stands at one position of the ledger. It keeps nothing that changes, so it is taken inside the writer's loop,
/// which is quick, and written out somewhere else.
/// </summary>
public readonly record struct TrialOutline(int Number, string Origin, bool IsBaseline, int Attempts, TrialPhase Phase, Assignment Assignment)
{
    public static TrialOutline Of(TrialState trial) => new(trial.Number, trial.Origin, trial.IsBaseline, trial.Attempts, trial.Phase, trial.Trained);
}
