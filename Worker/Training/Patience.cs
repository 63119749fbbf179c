using Shared.Trials;

namespace Worker.Training;

/// <summary>
/// Judges epochs by the objective: which is the best so far, and whether to wait for a better one. The best is whatever is
/// better at all; the wait begins anew only with an epoch that is better by more than <c>min_delta</c>.
/// </summary>
/// <param name="stopping">Null: waits for ever.</param>
internal sealed class Patience(Objective objective, EarlyStopping? stopping)
{
    private double best = double.PositiveInfinity;
    private double improvedOn = double.PositiveInfinity;
    private int epochsWithoutImprovement;

    /// <summary>From 1; 0 before the first epoch.</summary>
    public int BestEpoch { get; private set; }

    public bool IsOver => stopping is not null && epochsWithoutImprovement >= stopping.Patience;

    /// <returns>Whether this epoch is the best so far.</returns>
    public bool Judge(int epoch, double value)
    {
        var cost = objective.ToCost(value);
        if (cost < improvedOn - (stopping?.MinDelta ?? 0))
        {
            improvedOn = cost;
            epochsWithoutImprovement = 0;
        }
        else
        {
            epochsWithoutImprovement++;
        }

        if (cost >= best) return false;
        best = cost;
        BestEpoch = epoch;
        return true;
    }
}
