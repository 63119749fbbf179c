namespace Worker.Data;

/// <summary>A data set as every trial of a sweep sees it: preprocessed, split, and named by its content.</summary>
internal sealed class PreparedData
{
    /// <exception cref="ArgumentException">The parts disagree about the number of features or labels.</exception>
    public PreparedData(
        IReadOnlyList<string> labelNames, int featureCount, DataPart train, DataPart validation, DataPart test,
        string source, IReadOnlyList<string> warnings)
    {
        foreach (var part in new[] { train, validation, test })
            if (part.Features.Columns != featureCount || part.Labels.Labels != labelNames.Count)
                throw new ArgumentException(
                    $"every part needs {featureCount} features and {labelNames.Count} labels, but one has {part.Features.Columns} and {part.Labels.Labels}");
        LabelNames = labelNames;
        FeatureCount = featureCount;
        Train = train;
        Validation = validation;
        Test = test;
        Source = source;
        Warnings = warnings;
        Fingerprint = PreparedDataFile.FingerprintOf(this);
    }

    /// <summary>Length C, in the order of the label indices.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    public int FeatureCount { get; }

    public DataPart Train { get; }

    public DataPart Validation { get; }

    public DataPart Test { get; }

    /// <summary>Where the data comes from, in a sentence for people.</summary>
    public string Source { get; }

    /// <summary>What was noticed at preparation and belongs on the user's screen, e.g. fewer labels than asked for.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over names, counts and the three parts; neither source nor warnings change it,
    /// since they do not change a trial.
    /// </summary>
    public string Fingerprint { get; }
}
