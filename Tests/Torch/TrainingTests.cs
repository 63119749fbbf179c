using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Torch;

[Collection(ProcessWideTorch.Name)]
public sealed class TrainingTests
{
    [Fact]
    public void A_seeded_training_is_bit_identical_twice() => Assert.Equal(Losses(seed: 7, steps: 40), Losses(seed: 7, steps: 40));

    [Fact]
    public void Threads_do_not_change_a_bit_but_of_normalisation()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = Losses(seed: 5, steps: 20, normalised: false);
            set_num_threads(2);
            Assert.Equal(alone, Losses(seed: 5, steps: 20, normalised: false));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        var losses = Losses(seed: 3, steps: 200);
        Assert.True(losses[^1] < losses[0] / 2, $"from {losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void Live_handles_are_flat_over_a_thousand_training_steps()
    {
        using var trainer = new SmallTrainer(seed: 1, normalised: true);
        trainer.Step();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 1000; i++)
        {
            trainer.Step();
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static List<float> Losses(long seed, int steps, bool normalised = true)
    {
        using var trainer = new SmallTrainer(seed, normalised);
        return [.. Enumerable.Range(0, steps).Select(_ => trainer.Step())];
    }
}
