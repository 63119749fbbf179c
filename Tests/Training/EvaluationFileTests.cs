using System.IO.Compression;
using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;
using Tests.Measures;
using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

/// <summary>What a real trial leaves behind to look at agrees with what it reports.</summary>
public sealed class EvaluationFileTests
{
    [Fact]
    public void An_evaluation_says_what_the_trial_reported_of_both_parts()
    {
        var data = SmallData.Create();
        var trained = Requests.Train(Requests.Settings, new LoadedData(data, CPU));
        var evaluation = Read(trained);

        Assert.Equal(1, evaluation.Sweeps);
        Assert.Equal(data.LabelNames, evaluation.Labels);
        Assert.Equal(data.Train.Labels.CountPositives(), evaluation.TrainingPositives);
        Assert.Equal(SmallData.Labels, evaluation.Thresholds.Count);
        foreach (var (name, part, rows) in new[] { ("validation", evaluation.Parts.Validation, data.Validation.Labels), ("test", evaluation.Parts.Test!, data.Test.Labels) })
        {
            Assert.Equal(rows.Count, part.Rows);
            Assert.Equal(rows.CountPositives(), part.Positives);
            Reported(name, "macro_ap", part.Predicted.Select(Curves.AveragePrecision).Average());
            Reported(name, "macro_auc", part.Predicted.Zip(part.Tied, (predicted, tied) => Curves.AreaUnderCurve(predicted, tied, part.Rows)).Average());
            Reported(name, "macro_ap", part.Ap.Average());
            Reported(name, "micro_precision", part.Natural!.Tp.Sum() / (double)(part.Natural.Tp.Sum() + part.Natural.Fp.Sum()));
            Reported(name, "micro_recall_tuned", part.Tuned.Tp.Sum() / (double)part.Positives.Sum());
        }

        void Reported(string part, string measure, double? value) => Assert.Equal(trained.Finished.Values[$"{part}.{measure}"], value!.Value, 1e-12);
    }

    [Fact]
    public void Where_there_is_no_test_part_there_is_only_validation()
    {
        var json = JsonDocument.Parse(Unpack(Requests.Train(Requests.Settings, new LoadedData(SmallData.Create(test: 0), CPU)))).RootElement;
        Assert.Equal(["validation"], json.GetProperty("parts").EnumerateObject().Select(part => part.Name));
    }

    [Fact]
    public void Names_are_those_that_a_page_reads()
    {
        var json = JsonDocument.Parse(Unpack(Requests.Train(Requests.Settings, new LoadedData(SmallData.Create(), CPU)))).RootElement;
        Assert.Equal(["sweeps", "labels", "training_positives", "thresholds", "parts"], Names(json));
        var test = json.GetProperty("parts").GetProperty("test");
        Assert.Equal(["rows", "positives", "ap", "auc", "natural", "tuned", "predicted", "tied", "pooled"], Names(test));
        Assert.Equal(["threshold", "tp", "fp"], Names(test.GetProperty("natural")));
        Assert.Equal(["tp", "fp"], Names(test.GetProperty("tuned")));
        Assert.Equal(["positives", "cells", "hits", "predicted"], Names(test.GetProperty("pooled")));

        static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(property => property.Name);
    }

    private static Evaluation Read(Requests.Trained trained) => JsonSerializer.Deserialize(Unpack(trained), EvaluationJson.Default.Evaluation)!;

    private static byte[] Unpack(Requests.Trained trained)
    {
        using var gzip = new GZipStream(new MemoryStream(trained.Evaluation), CompressionMode.Decompress);
        using var json = new MemoryStream();
        gzip.CopyTo(json);
        return json.ToArray();
    }
}
