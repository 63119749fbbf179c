using TorchSharp;
using Worker.Losses;
using static TorchSharp.torch;

namespace Tests.Losses;

/// <summary>Logits and targets to test losses with, and what a loss says of them.</summary>
internal static class Cells
{
    public static double[,] Logits { get; } = { { 2, -1, .5 }, { -.5, 1.5, -2 }, { 0, -3, 1 }, { 1, .25, -.75 } };

    public static double[,] Targets { get; } = { { 1, 0, 1 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1, 1, 0 } };

    /// <summary>The number of labels a row that a count unit predicts for <see cref="Logits"/>.</summary>
    public static double[] Counts { get; } = [1.5, -.2, .8, 2];

    /// <summary>n = 100, 10, 1 of N = 1000 rows.</summary>
    public static LabelStatistics Rare { get; } = new(1000, [100, 10, 1]);

    public static double ValueOf(Loss loss, double[,] logits, double[,] targets, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var truth = tensor(targets, dtype: type);
        loss.Observe(truth);
        return loss.Of(tensor(logits, dtype: type), truth).to(ScalarType.Float64).item<double>();
    }

    /// <summary>The gradient by each logit.</summary>
    public static double[,] GradientOf(Loss loss, double[,] logits, double[,] targets, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var leaf = tensor(logits, dtype: type, requires_grad: true);
        loss.Of(leaf, tensor(targets, dtype: type)).backward();
        var flat = leaf.grad!.to(ScalarType.Float64).data<double>().ToArray();
        var gradient = new double[logits.GetLength(0), logits.GetLength(1)];
        Buffer.BlockCopy(flat, 0, gradient, 0, flat.Length * sizeof(double));
        return gradient;
    }

    public static double[,] Filled(int rows, int columns, Func<int, int, double> value)
    {
        var cells = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) cells[i, j] = value(i, j);
        return cells;
    }

    /// <summary>With as many columns as the loss has outputs: one more holds <see cref="Counts"/>.</summary>
    public static double[,] LogitsFor(Loss loss) =>
        Filled(4, loss.Outputs, (row, column) => column < 3 ? Logits[row, column] : Counts[row]);

    /// <summary>The targets, or for a multi-class loss those with one label a row.</summary>
    public static double[,] TargetsFor(LossSample sample) =>
        sample.Settings.Name == "count_normalised_ce" ? OneHot(3, 0, 1, 2, 0) : Targets;

    public static double[,] OneHot(int classes, params int[] rows) => Filled(rows.Length, classes, (row, column) => rows[row] == column ? 1 : 0);
}
