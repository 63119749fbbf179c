using Shared.Trials;

namespace Worker.Training;

/// <summary>
/// Judges epochs by the objective: which is the best so far, and whether to wait for a better one. The best is whatever is
/// better at all; the wait begins anew only with an epoch that is better by more than <c>min_delta</c>.
/// </summary>
/// <param name="stopping">Null: waits for ever.</param>
internal sealed class Patience(Objective objective, EarlyStopping? stopping)
{
    /// <summary>What it has seen so far. Set to what it once was, it goes on from there.</summary>
    public PatienceState State { get; set; } = new(double.PositiveInfinity, double.PositiveInfinity, 0, 0);

    /// <summary>From 1; 0 before the first epoch.</summary>
    public int BestEpoch => State.BestEpoch;

    public bool IsOver => stopping is not null && State.EpochsWithoutImprovement >= stopping.Patience;

    /// <returns>Whether this epoch is the best so far.</returns>
    public bool Judge(int epoch, double value)
    {
        var cost = objective.ToCost(value);
        State = cost < State.ImprovedOn - (stopping?.MinDelta ?? 0)
            ? State with { ImprovedOn = cost, EpochsWithoutImprovement = 0 }
            : State with { EpochsWithoutImprovement = State.EpochsWithoutImprovement + 1 };
        if (cost >= State.Best) return false;
        State = State with { Best = cost, BestEpoch = epoch };
        return true;
    }
}

/// <param name="Best">The least cost of any epoch.</param>
/// <param name="ImprovedOn">The cost that the next epoch has to better by <c>min_delta</c>.</param>
/// <param name="BestEpoch">From 1; 0: none yet.</param>
internal sealed record PatienceState(double Best, double ImprovedOn, int EpochsWithoutImprovement, int BestEpoch);
