namespace Worker.Data;

/// <summary>From rows as read to prepared data: sample, split, choose labels, fit features to the training part.</summary>
internal static class DataAssembly
{
    /// <exception cref="DataProblem">The rows do not suffice for what was asked.</exception>
    public static PreparedData Assemble(SourceRows source, DataRequest request)
    {
        var warnings = new List<string>(source.Warnings);
        var split = DataSplit.Of(source, request, warnings);
        var kept = LabelChoice.Choose(
            source.LabelNames, source.Labels.Select(split.Train).CountPositives(), request.Labels, request.MinPositives, warnings);
        var labels = source.Labels.SelectLabels(kept);
        var features = source.FitFeatures(split.Train);
        var train = Part(split.Train);
        var validation = Part(split.Validation);
        var test = Part(split.Test);

        SayEmptyLabels("validation", validation.Labels, warnings);
        SayEmptyLabels("test", test.Labels, warnings);
        SayEmptyRows(train.Labels, warnings);
        return new PreparedData(
            [.. kept.Select(label => source.LabelNames[label])], features.Columns, train, validation, test, source.Description, warnings);

        DataPart Part(int[] rows) => new(features.Select(rows), labels.Select(rows));
    }

    private static void SayEmptyLabels(string part, LabelRows labels, List<string> warnings)
    {
        var empty = labels.CountPositives().Count(positives => positives == 0);
        if (empty > 0)
            warnings.Add($"{empty} of {labels.Labels} labels have no positive in the {part} part: average precision and AUC leave them out there, and labels_evaluated counts the others");
    }

    private static void SayEmptyRows(LabelRows labels, List<string> warnings)
    {
        var empty = Enumerable.Range(0, labels.Count).Count(row => labels.Of(row).IsEmpty);
        if (empty > 0) warnings.Add($"{empty} of {labels.Count} training rows carry none of the {labels.Labels} labels");
    }
}
