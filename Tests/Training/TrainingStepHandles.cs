using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

/// <summary>The counter of live tensors is the process's, so nothing else may run beside this.</summary>
[Collection("process-wide torch")]
public sealed class TrainingStepHandles
{
    [Fact]
    public void Live_handles_are_flat_over_a_thousand_training_steps()
    {
        var request = Requests.Of(Requests.Settings with
        {
            Model = new Shared.Trials.ModelSettings([32, 24], Dropout: 0.2),
            Loss = Requests.Default(Shared.Catalogue.Components.Loss["batch_balanced_bce"]),
            Training = Requests.Settings.Training with { StepsPerEpoch = 500, ClipGradient = 1 },
        });
        Directory.Delete(request.Scratch);
        var data = new LoadedData(SmallData.Create(), CPU);
        using var trial = new Trial(request, data, CPU, TimeProvider.System);
        trial.TrainEpoch();
        var before = Tensor.TotalCount;
        trial.TrainEpoch();
        trial.TrainEpoch();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_trial_leaves_no_tensor_behind()
    {
        var data = new LoadedData(SmallData.Create(), CPU);
        var before = Tensor.TotalCount;
        Requests.Train(Requests.Settings, data);
        Assert.Equal(before, Tensor.TotalCount);
    }
}
