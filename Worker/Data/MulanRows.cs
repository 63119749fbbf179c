namespace Worker.Data;

/// <summary>Sorts the values of ARFF rows into features (in the order of the file) and labels (in the order of the XML header).</summary>
internal sealed class MulanRows
{
    /// <summary>For each attribute its feature column, or ~label where it is a label.</summary>
    private readonly int[] _roles;

    private readonly int _labels;
    private readonly SparseRowsBuilder _features;
    private readonly List<int[]> _labelRows = [];

    /// <exception cref="DataProblem">The XML header names an attribute which the ARFF file lacks, or leaves no feature.</exception>
    public MulanRows(IReadOnlyList<ArffAttribute> attributes, IReadOnlyList<string> labelNames, string headerFile, string arffFile)
    {
        var labelOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var label = 0; label < labelNames.Count; label++) labelOf.Add(labelNames[label], label);

        _roles = new int[attributes.Count];
        _labels = labelNames.Count;
        var columns = new List<FeatureColumn>();
        for (var i = 0; i < attributes.Count; i++)
        {
            if (labelOf.Remove(attributes[i].Name, out var label))
            {
                _roles[i] = ~label;
                continue;
            }

            _roles[i] = columns.Count;
            columns.Add(new FeatureColumn(attributes[i].Name, attributes[i].Kind == ArffKind.Numeric));
        }

        foreach (var missing in labelNames)
            if (labelOf.ContainsKey(missing))
                throw new DataProblem($"the header {headerFile} names the label {DataProblem.Quote(missing)}, which is no attribute of {arffFile}");
        if (columns.Count == 0) throw new DataProblem($"the header {headerFile} names every attribute of {arffFile} a label, which leaves no feature");
        Features = columns;
        _features = new SparseRowsBuilder(columns.Count);
    }

    public IReadOnlyList<FeatureColumn> Features { get; }

    public int Count => _labelRows.Count;

    /// <summary>Whether every row read so far wrote all of its values out.</summary>
    public bool IsDense { get; private set; } = true;

    /// <exception cref="DataProblem">A row is malformed, or a label is neither 0 nor 1.</exception>
    public void ReadAll(ArffReader reader, int mostRows)
    {
        var labels = new List<int>();
        while (reader.TryReadRow(out var entries))
        {
            if (Count == mostRows) throw new DataProblem($"at most {mostRows} rows are read, but there are more at {reader.Place}");
            labels.Clear();
            foreach (var (attribute, value) in entries)
            {
                var role = _roles[attribute];
                if (role >= 0) _features.Add(role, value);
                else if (value == 1) labels.Add(~role);
                else if (value != 0) throw new DataProblem($"labels must be 0 or 1, but attribute number {attribute} is {value} at {reader.Place}");
            }

            _features.EndRow();
            labels.Sort();
            _labelRows.Add([.. labels]);
        }

        IsDense &= !reader.HasSparseRows;
    }

    public DataPart Build() => new(_features.Build(), LabelRows.FromRows(_labels, _labelRows));
}
