using Worker.Data;
using Worker.Losses;
using Worker.Measures;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>A prepared data set with all that its trials share: counts, and room to measure each part.</summary>
internal sealed class LoadedData
{
    /// <exception cref="DataProblem">The file is missing, damaged or has no training or validation rows.</exception>
    public static LoadedData Load(string path, Device device) => new(PreparedDataFile.Load(path), device);

    public LoadedData(PreparedData data, Device device)
    {
        if (data.Train.Count == 0 || data.Validation.Count == 0)
            throw new DataProblem($"training and validation need rows, but have {data.Train.Count} and {data.Validation.Count}");
        var counts = new TrainingCounts(data.Train.Labels);
        Data = data;
        TrainingPositives = counts.Positives;
        Statistics = LabelStatistics.Of(data.Train.Labels);
        Train = new MeasuredPart("train", data.Train, counts, device);
        Validation = new MeasuredPart("validation", data.Validation, counts, device);
        Test = new MeasuredPart("test", data.Test, counts, device);
    }

    public PreparedData Data { get; }

    /// <summary>n_c of the training part. Length C.</summary>
    public IReadOnlyList<int> TrainingPositives { get; }

    /// <summary>Of the training part, before resampling.</summary>
    public LabelStatistics Statistics { get; }

    public MeasuredPart Train { get; }

    public MeasuredPart Validation { get; }

    public MeasuredPart Test { get; }
}
