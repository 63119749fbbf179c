using Worker.Data;

namespace Tests.Data;

public sealed class PreprocessingTests
{
    private static readonly FeatureColumn[] Columns = [new("a", IsNumeric: true), new("b", IsNumeric: true), new("flag", IsNumeric: false)];

    [Fact]
    public void Standardising_uses_means_and_deviations_of_the_training_rows_alone()
    {
        var rows = Dense([[1, 10, 1], [3, 10, 0], [100, 12, 1]]);
        var transformed = FittedPreprocessing.Apply(new Preprocessing { Clip = 1000 }, Columns, isDense: true, rows, [0, 1]);

        // Training mean 2 and deviation 1; b is constant there, so that its deviation counts as 1.
        Assert.Equal([[-1, 0, 1], [1, 0, 0], [98, 2, 1]], Table(transformed));
    }

    [Fact]
    public void Standardised_values_are_cut_to_the_clip()
    {
        var rows = Dense([[1, 0, 0], [3, 0, 0], [100, 0, 0], [-100, 0, 0]]);
        Assert.Equal([-1, 1, 5, -5], Table(FittedPreprocessing.Apply(new Preprocessing(), Columns, isDense: true, rows, [0, 1])).Select(row => row[0]));
    }

    [Fact]
    public void Sparse_values_stay_as_they_are_unless_asked_for()
    {
        var rows = Dense([[1, 0, 1], [0, 200, 0]]);
        Assert.Equal(Table(rows), Table(FittedPreprocessing.Apply(new Preprocessing(), Columns, isDense: false, rows, [0, 1])));
        Assert.Equal(
            [[1, -1, 1], [-1, 1, 0]],
            Table(FittedPreprocessing.Apply(new Preprocessing { Standardise = true }, Columns, isDense: false, rows, [0, 1])));
    }

    [Fact]
    public void Logarithms_come_before_standardising_and_reach_zeros()
    {
        var rows = Dense([[0, 0, 0], [(float)Math.E - 1, 0, 0]]);
        var logged = FittedPreprocessing.Apply(
            new Preprocessing { Standardise = false, Log = [("a", 1), ("b", 0.5)] }, Columns, isDense: true, rows, [0, 1]);
        Assert.Equal(0, Table(logged)[0][0]);
        Assert.Equal(1, Table(logged)[1][0], 1e-6f);
        Assert.Equal(Math.Log(0.5), Table(logged)[1][1], 1e-6);
    }

    [Fact]
    public void A_dropped_feature_is_gone()
    {
        var dropped = FittedPreprocessing.Apply(
            new Preprocessing { Standardise = false, Drop = ["b"] }, Columns, isDense: true, Dense([[1, 2, 1]]), [0]);
        Assert.Equal([[1, 1]], Table(dropped));
    }

    [Fact]
    public void A_logarithm_of_nothing_is_refused() => Refuses(
        "`log` needs values above -epsilon, but 'a' + 1 is -1 in row 1 at data.log", new Preprocessing { Log = [("a", 1)] });

    [Fact]
    public void A_feature_that_does_not_exist_is_named() => Refuses(
        "`drop` must name features of the data, but 'z' is none at data.drop", new Preprocessing { Drop = ["z"] });

    [Fact]
    public void Dropping_everything_is_refused() => Refuses(
        "`drop` must leave a feature", new Preprocessing { Drop = ["a", "b", "flag"] });

    private static void Refuses(string message, Preprocessing settings)
    {
        var problem = Assert.Throws<DataProblem>(
            () => FittedPreprocessing.Apply(settings, Columns, isDense: true, Dense([[1, 0, 0], [-2, 0, 0]]), [0, 1]));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static SparseRows Dense(float[][] values)
    {
        var rows = new SparseRowsBuilder(values[0].Length);
        foreach (var row in values)
        {
            foreach (var (column, value) in row.Index()) rows.Add(column, value);
            rows.EndRow();
        }

        return rows.Build();
    }

    private static float[][] Table(SparseRows rows) =>
    [
        .. Enumerable.Range(0, rows.Count).Select(row =>
        {
            var values = new float[rows.Columns];
            for (var i = rows.Offsets[row]; i < rows.Offsets[row + 1]; i++) values[rows.Indices[i]] = rows.Values[i];
            return values;
        }),
    ];
}
