using Worker.Data;

namespace Worker.Losses;

/// <summary>
/// How often each label occurs in training. Notation: N rows, C labels, n_c rows with label c; n_c is clipped to
/// [1/2, N-1/2] wherever it stands under a fraction or a logarithm, since a label may occur in no row or in every row.
/// </summary>
internal sealed class LabelStatistics
{
    private readonly double[] positives;

    /// <param name="rows">N; not whole where it is an expectation over resampled rows.</param>
    /// <param name="positives">n_c, length C; copied.</param>
    public LabelStatistics(double rows, ReadOnlySpan<double> positives)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Rows = rows;
        this.positives = positives.ToArray();
    }

    public static LabelStatistics Of(LabelRows rows) =>
        new(rows.Count, Array.ConvertAll(rows.CountPositives(), count => (double)count));

    /// <summary>N.</summary>
    public double Rows { get; }

    /// <summary>C.</summary>
    public int Labels => positives.Length;

    /// <summary>Mean number of labels a row, not clipped.</summary>
    public double LabelsPerRow => positives.Sum() / Rows;

    /// <summary>n_c, clipped.</summary>
    public double Positives(int label) => Math.Clamp(positives[label], 0.5, Rows - 0.5);

    /// <summary>pi_c = n_c/N, clipped.</summary>
    public double Share(int label) => Positives(label) / Rows;

    /// <summary>(N-n_c)/n_c, clipped: the weight of the ones that balances the label.</summary>
    public double Imbalance(int label) => (Rows - Positives(label)) / Positives(label);

    /// <summary>The share of ones among all N*C cells, clipped by half a cell.</summary>
    public double CellShare
    {
        get
        {
            var cells = Rows * Labels;
            return Math.Clamp(positives.Sum(), 0.5, cells - 0.5) / cells;
        }
    }

    /// <summary>One value for each label.</summary>
    public double[] Each(Func<int, double> value)
    {
        var values = new double[Labels];
        for (var label = 0; label < Labels; label++) values[label] = value(label);
        return values;
    }
}
