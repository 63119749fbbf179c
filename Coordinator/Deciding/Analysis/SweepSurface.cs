using Coordinator.Deciding.Sweeps;
using Shared.Space;

namespace Coordinator.Deciding.Analysis;

/// <summary>The objective that a forest expects over two parameters, all else as the space has it.</summary>
/// <param name="Mean">A row for each value of x, an entry in it for each of y; null where the two never exist together, or are forbidden.</param>
/// <param name="Spread">Standard deviation over the trees.</param>
public sealed record SweepSurface(SurfaceAxis X, SurfaceAxis Y, IReadOnlyList<double?[]> Mean, IReadOnlyList<double?[]> Spread)
{
    public static (SweepSurface? Surface, Rejection? Rejection) Of(SweepForest sweep, string x, string y)
    {
        if (x == y) return (null, new Rejection.SameParameter(x));
        if (Unknown(sweep, x) is { } wrong || (wrong = Unknown(sweep, y)) is not null) return (null, wrong);
        if (sweep.Forest is not { } forest) return (null, new Rejection.NothingLearnt(sweep.Sweep, sweep.Reason!));
        var (rows, columns) = (Cells.Of(sweep.Space, sweep.Space.Find(x)!.Value), Cells.Of(sweep.Space, sweep.Space.Find(y)!.Value));
        var marginal = forest.MarginalOf(rows, columns);
        return (new SweepSurface(
            new SurfaceAxis(x, rows.Values), new SurfaceAxis(y, columns.Values),
            Table(cell => sweep.Objective.ToCost(marginal.Means[cell])), Table(cell => marginal.Spreads[cell])), null);

        IReadOnlyList<double?[]> Table(Func<int, double> value) =>
        [
            .. Enumerable.Range(0, rows.Count).Select(row => Enumerable.Range(row * columns.Count, columns.Count)
                .Select(cell => marginal.Weights[cell] > 0 ? (double?)value(cell) : null).ToArray()),
        ];
    }

    private static Rejection? Unknown(SweepForest sweep, string path)
    {
        var free = sweep.Space.Parameters.Where(parameter => !parameter.Domain.IsConstant).Select(parameter => parameter.Path).ToList();
        return free.Contains(path) ? null : new Rejection.UnknownParameter(sweep.Sweep, path, [.. free]);
    }
}

public sealed record SurfaceAxis(string Path, IReadOnlyList<ParameterValue> At);
