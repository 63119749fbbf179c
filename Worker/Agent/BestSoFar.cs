using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>The best of a trial's measurements: its result where it is ended before it reports one.</summary>
internal sealed class BestSoFar(Objective objective)
{
    private Measurement? best;
    private double seconds;

    public void Add(Measurement measurement)
    {
        seconds = measurement.Seconds;
        if (!measurement.Values.TryGetValue(objective.Measure, out var value)) return;
        if (best is null || objective.IsBetter(value, best.Values[objective.Measure])) best = measurement;
    }

    public AttemptResult ToResult() => best is null
        ? new AttemptResult.Failed(FailureKind.Crashed, $"the trial was stopped before it had reported {objective.Measure}")
        : new AttemptResult.Completed(best.Epoch, seconds, best.Values, new Dictionary<string, ArtefactAddress>());
}
