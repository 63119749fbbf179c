using Tests.Torch;
using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

/// <summary>The counter of live tensors is the process's, so nothing else may run beside this.</summary>
[Collection(ProcessWideTorch.Name)]
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
        var data = new LoadedData(SmallData.Create(), CPU);
        using var trial = new Trial(request, data, CPU, TimeProvider.System);
        trial.TrainEpoch();
        var before = Live();
        trial.TrainEpoch();
        trial.TrainEpoch();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_trial_leaves_no_tensor_behind()
    {
        var data = new LoadedData(SmallData.Create(), CPU);
        var before = Live();
        Requests.Train(Requests.Settings, data);
        Assert.Equal(before, Tensor.TotalCount);
    }

    /// <summary>What other tests forgot is freed late, by finalizers: that must not happen while we count.</summary>
    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
