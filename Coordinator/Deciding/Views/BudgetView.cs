using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>A sweep's budget in force, times in seconds; what is null has no limit.</summary>
public sealed record BudgetView(
    int? Trials,
    double? Seconds,
    double? TrialSeconds,
    int? Parallel,
    int? MaxFailures,
    int KeepWeights,
    double ControlShare,
    int Priority,
    double Weight,
    WorkerLabels? WorkerLabels,
    bool SmallerBatch)
{
    public static BudgetView Of(Budget budget) => new(
        budget.Trials, budget.Time?.TotalSeconds, budget.TrialTime?.TotalSeconds, budget.Parallel, budget.MaxFailures, budget.KeepWeights, budget.ControlShare,
        budget.Priority, budget.Weight, budget.WorkerLabels, budget.SmallerBatch);
}
