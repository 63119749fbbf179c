using Shared.Space;

namespace Coordinator.Deciding.Analysis;

/// <summary>How much of a sweep's objective is each parameter's doing: a functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014) over a conditional space.</summary>
/// <remarks>
/// Notation: f is the forest's prediction, x_j parameter j's value, all of them distributed as the space's prior, forbidden combinations left out.
/// importance_j = P(j exists) Var_{x_j}( E[f | x_j, j exists] ) / Var(f); what the parameters do together and none of them alone is the rest.
/// </remarks>
/// <param name="Trials">Completed trials that the forest was fitted to.</param>
/// <param name="Explained">R2 out of bag: what the forest knows of trials that it has not seen. Where it is low, importances mean little.</param>
/// <param name="Clipped">The objective that worse ones were taken for; null: none was.</param>
/// <param name="Parameters">Most important first, together 1 at most; empty where there is a <paramref name="Reason"/>.</param>
/// <param name="Interactions">1 - the sum of the importances, and never negative.</param>
public sealed record SweepImportance(
    int Trials, double? Explained, double? Clipped, IReadOnlyList<ParameterImportance> Parameters, double? Interactions, string? Reason)
{
    public static SweepImportance Of(SweepForest sweep)
    {
        if (sweep.Forest is not { } forest) return new SweepImportance(sweep.Trials, null, null, [], null, sweep.Reason);
        var (variance, exists) = forest.Prior();
        var parameters = new List<ParameterImportance>();
        for (var i = 0; i < exists.Length; i++)
        {
            if (sweep.Space.Parameters[i].Domain.IsConstant) continue;
            var cells = Cells.Of(sweep.Space, i);
            var marginal = forest.MarginalOf(cells, Cells.None);
            parameters.Add(new ParameterImportance(
                sweep.Space.Parameters[i].Path, variance > 0 ? exists[i] * marginal.Variance() / variance : 0, cells.Values,
                [.. Enumerable.Range(0, cells.Count).Select(cell => marginal.Weights[cell] > 0 ? (double?)sweep.Objective.ToCost(marginal.Means[cell]) : null)],
                [.. Enumerable.Range(0, cells.Count).Select(cell => marginal.Weights[cell] > 0 ? (double?)marginal.Spreads[cell] : null)]));
        }
        // More than all comes out where forbidden combinations tie parameters together, and of the error of two estimates: shares of one whole then.
        var sum = parameters.Sum(parameter => parameter.Importance);
        var shares = parameters.Select(parameter => parameter with { Importance = parameter.Importance / Math.Max(1, sum) });
        return new SweepImportance(
            sweep.Trials, forest.Explained, sweep.Clipped, [.. shares.OrderByDescending(parameter => parameter.Importance)], Math.Max(0, 1 - sum), null);
    }
}

/// <param name="Importance">From 0 to 1.</param>
/// <param name="At">Values of the parameter: each option, or equally likely ones from its range.</param>
/// <param name="Mean">The objective expected at each, all else as the space has it; null where it is forbidden with everything.</param>
/// <param name="Spread">Standard deviation over the trees: how sure that is.</param>
public sealed record ParameterImportance(string Path, double Importance, IReadOnlyList<ParameterValue> At, IReadOnlyList<double?> Mean, IReadOnlyList<double?> Spread);
