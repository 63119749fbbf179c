using System.Text;
using Tests.Training;
using Worker.Data;
using Worker.Training;
using Worker.Weights;
using static TorchSharp.torch;

namespace Tests.Weights;

public sealed class TrainedModelTests
{
    private static readonly TrainedModel Model = new(
        Requests.Settings, ["dog", "\"cat\""], [0.5f, 0.125f], [0, Math.Log(3)],
        new Dictionary<string, StoredTensor> { ["input.weight"] = new([3, 2], [1, 2, 3, 4, 5, 6]), ["input_bias"] = new([2], [-1, float.Epsilon]) });

    [Fact]
    public void A_model_reads_back_as_it_was_written()
    {
        var read = TrainedModel.Decode(Model.Encode(), "weights");
        Assert.Equal(Model.LabelNames, read.LabelNames);
        Assert.Equal(Model.Thresholds, read.Thresholds);
        Assert.Equal(Model.CalibrationShift, read.CalibrationShift);
        Assert.Equal(Model.Settings.Loss.Name, read.Settings.Loss.Name);
        Assert.Equal(Model.Parameters.Keys.Order(), read.Parameters.Keys.Order());
        foreach (var (name, tensor) in Model.Parameters)
        {
            Assert.Equal(tensor.Shape, read.Parameters[name].Shape);
            Assert.Equal(tensor.Values, read.Parameters[name].Values);
        }
    }

    [Fact]
    public void The_file_is_laid_out_as_safetensors()
    {
        var file = Model.Encode();
        var header = BitConverter.ToInt32(file);
        Assert.Equal(0, header % 8);
        var json = Encoding.UTF8.GetString(file, 8, header).TrimEnd(' ');
        Assert.EndsWith("\"input.weight\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]},\"input_bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}", json, StringComparison.Ordinal);
        Assert.Equal(8 + header + 32, file.Length);
        Assert.Equal(6f, BitConverter.ToSingle(file, 8 + header + 20));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        var file = Model.Encode();
        for (var length = 0; length < file.Length; length++)
            Assert.StartsWith("weights ", Assert.Throws<DataProblem>(() => TrainedModel.Decode(file.AsSpan(0, length), "weights")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", "tensors must be F32, but one is F64")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,12]}}", "a tensor's data must lie within 8 bytes")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", "a tensor of shape [3] has 8 bytes")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-2,-1],\"data_offsets\":[0,8]}}", "a tensor of shape [-2, -1] has 8 bytes")]
    [InlineData("{\"w\":[]}", "no sound safetensors file")]
    [InlineData("[", "no sound safetensors file")]
    [InlineData("{}", "not the settings, labels and thresholds of a trained model")]
    public void A_header_that_contradicts_the_file_is_refused(string header, string message)
    {
        byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[8]];
        Assert.Contains(message, Assert.Throws<DataProblem>(() => TrainedModel.Decode(file, "weights")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_leaves_its_parameters_labels_and_thresholds()
    {
        var data = new LoadedData(SmallData.Create(), CPU);
        var model = TrainedModel.Decode(Requests.Train(Requests.Settings, data).Weights, "weights");
        Assert.Equal(data.Data.LabelNames, model.LabelNames);
        Assert.Equal(SmallData.Labels, model.Thresholds.Length);
        Assert.Equal([SmallData.Features, 32], model.Parameters["input.weight"].Shape);
        Assert.Equal([32], model.Parameters["input_bias"].Shape);
        Assert.Equal([SmallData.Labels, 32], model.Parameters["layer1.weight"].Shape);
        Assert.Equal([SmallData.Labels], model.Parameters["layer1.bias"].Shape);
    }
}
