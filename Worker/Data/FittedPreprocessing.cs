namespace Worker.Data;

/// <summary>Preprocessing of named features, with means and deviations fitted to the training rows.</summary>
internal sealed class FittedPreprocessing
{
    /// <summary>How many values a data set may have once its zeros are filled: 2 GB of indices and values.</summary>
    private const long MostFilledValues = 250_000_000;

    private readonly Preprocessing _settings;
    private readonly IReadOnlyList<FeatureColumn> _columns;
    private readonly bool[] _isKept;
    private readonly bool[] _isStandardised;

    /// <summary>Epsilon of a feature's logarithm, or NaN where none is taken.</summary>
    private readonly double[] _epsilon;

    private readonly double[] _mean;
    private readonly double[] _deviation;

    private FittedPreprocessing(Preprocessing settings, IReadOnlyList<FeatureColumn> columns, bool isDense)
    {
        _settings = settings;
        _columns = columns;
        _isKept = new bool[columns.Count];
        _isStandardised = new bool[columns.Count];
        _epsilon = new double[columns.Count];
        _mean = new double[columns.Count];
        _deviation = new double[columns.Count];
        Array.Fill(_isKept, true);
        Array.Fill(_epsilon, double.NaN);

        var numberOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var column = 0; column < columns.Count; column++) numberOf.Add(columns[column].Name, column);
        foreach (var name in settings.Drop) _isKept[Find(name, "drop")] = false;
        foreach (var (name, epsilon) in settings.Log) _epsilon[Find(name, "log")] = epsilon;
        for (var column = 0; column < columns.Count; column++)
            _isStandardised[column] = columns[column].IsNumeric && (settings.Standardise ?? isDense);
        if (!Array.Exists(_isKept, kept => kept)) throw new DataProblem("`drop` must leave a feature, but names all of them at data.drop");

        int Find(string name, string setting) => numberOf.TryGetValue(name, out var column)
            ? column
            : throw new DataProblem($"`{setting}` must name features of the data, but {DataProblem.Quote(name)} is none at data.{setting}");
    }

    /// <summary>Fits to the training rows and applies to all.</summary>
    /// <param name="isDense">Whether the source wrote every value out.</param>
    /// <exception cref="DataProblem">A named feature does not exist, or a logarithm is not defined.</exception>
    public static SparseRows Apply(
        Preprocessing settings, IReadOnlyList<FeatureColumn> columns, bool isDense, SparseRows rows, IReadOnlyList<int> trainRows)
    {
        var fitted = new FittedPreprocessing(settings, columns, isDense);
        fitted.Fit(rows, trainRows);
        return fitted.Transform(rows);
    }

    private void Fit(SparseRows rows, IReadOnlyList<int> trainRows)
    {
        // Two passes: the sum of squares minus the square of the sum cancels where the mean is large.
        var squares = new double[_columns.Count];
        foreach (var row in trainRows)
            ForEachValue(rows, row, (column, value) => _mean[column] += value / trainRows.Count);
        foreach (var row in trainRows)
            ForEachValue(rows, row, (column, value) => squares[column] += (value - _mean[column]) * (value - _mean[column]));

        // A feature that is constant in training tells nothing: its deviation of 1 leaves it at 0 there.
        for (var column = 0; column < squares.Length; column++)
            _deviation[column] = squares[column] > 0 ? Math.Sqrt(squares[column] / trainRows.Count) : 1;
    }

    private SparseRows Transform(SparseRows rows)
    {
        var filled = Enumerable.Range(0, _columns.Count).LongCount(IsFilled);
        if (filled * rows.Count > MostFilledValues)
            throw new DataProblem($"standardising or log would fill {filled * rows.Count} values, and at most {MostFilledValues} are allowed; set `standardise: false` or take fewer rows at data");

        var kept = new int[_columns.Count];
        var next = 0;
        for (var column = 0; column < kept.Length; column++) kept[column] = _isKept[column] ? next++ : -1;

        var transformed = new SparseRowsBuilder(next);
        for (var row = 0; row < rows.Count; row++)
        {
            ForEachValue(rows, row, (column, value) => transformed.Add(kept[column], Finish(column, value)));
            transformed.EndRow();
        }

        return transformed.Build();
    }

    private float Finish(int column, double value) => _isStandardised[column]
        ? (float)Math.Clamp((value - _mean[column]) / _deviation[column], -_settings.Clip, _settings.Clip)
        : (float)value;

    /// <summary>Whether a zero of this feature becomes something else.</summary>
    private bool IsFilled(int column) => _isStandardised[column] || !double.IsNaN(_epsilon[column]);

    /// <summary>Visits, by ascending column, the row's values after drop and log: the stored ones, and zeros where they count.</summary>
    private void ForEachValue(SparseRows rows, int row, Action<int, double> visit)
    {
        var indices = rows.IndicesOf(row);
        var values = rows.ValuesOf(row);
        var entry = 0;
        for (var column = 0; column < _columns.Count; column++)
        {
            var isStored = entry < indices.Length && indices[entry] == column;
            var value = isStored ? values[entry++] : 0f;
            if (_isKept[column] && (isStored || IsFilled(column))) visit(column, Log(column, value, row));
        }
    }

    private double Log(int column, float value, int row)
    {
        if (double.IsNaN(_epsilon[column])) return value;
        var shifted = value + _epsilon[column];
        return shifted > 0
            ? Math.Log(shifted)
            : throw new DataProblem($"`log` needs values above -epsilon, but {DataProblem.Quote(_columns[column].Name)} + {_epsilon[column]} is {shifted} in row {row} at data.log");
    }
}
