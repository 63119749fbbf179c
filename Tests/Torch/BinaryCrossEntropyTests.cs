using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Torch;

/// <summary>The one-pass mean and sum against libtorch's own cell by cell, which <see cref="Reduction.None"/> still takes.</summary>
public sealed class BinaryCrossEntropyTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_mean_and_its_gradient_are_those_of_the_cells(bool weighted)
    {
        var z = Logits(-30, 30);
        var y = tensor(Enumerable.Range(0, 7 * 31).Select(i => i % 5 == 0 ? 1f : i % 11 == 0 ? 0.25f : 0f).ToArray(), [7, 31]);
        var weights = weighted ? tensor(Enumerable.Range(0, 31).Select(i => 1f + (i * 3)).ToArray()) : null;

        var mean = functional.binary_cross_entropy_with_logits(z, y, null, Reduction.Mean, weights);
        mean.backward();

        var exact = z.detach().to(float64).requires_grad_();
        var cells = functional.binary_cross_entropy_with_logits(exact, y.to(float64), null, Reduction.None, weights?.to(float64));
        cells.mean().backward();
        Assert.Equal(cells.mean().item<double>(), mean.item<float>(), 1e-6 * cells.mean().item<double>());
        Assert.All(exact.grad!.data<double>().Zip(z.grad!.data<float>()), pair => Assert.Equal(pair.First, pair.Second, 3e-7 * Math.Abs(pair.First) + 1e-11));
    }

    [Fact]
    public void The_sum_is_the_mean_times_the_cells()
    {
        var z = Logits(-3, 3);
        var y = z.gt(1).to(float32);
        var sum = functional.binary_cross_entropy_with_logits(z, y, null, Reduction.Sum, null).item<float>();
        var mean = functional.binary_cross_entropy_with_logits(z, y, null, Reduction.Mean, null).item<float>();
        Assert.Equal(sum, mean * 217, 1e-4);
    }

    [Fact]
    public void A_logit_of_ten_thousand_costs_ten_thousand_where_it_is_wrong_and_nothing_where_it_is_right()
    {
        var z = tensor(new[] { 1e4f, -1e4f, 1e4f, -1e4f }, [2, 2], requires_grad: true);
        var y = tensor(new[] { 1f, 0, 0, 1 }, [2, 2]);
        var sum = functional.binary_cross_entropy_with_logits(z, y, null, Reduction.Sum, null);
        sum.backward();
        Assert.Equal(2e4f, sum.item<float>());
        Assert.All(z.grad!.data<float>().Zip([0f, 0, 1, -1]), pair => Assert.Equal(pair.Second, pair.First, 1e-30f));
    }

    [Fact]
    public void What_is_not_a_number_stays_so() =>
        Assert.True(float.IsNaN(functional.binary_cross_entropy_with_logits(tensor(new[] { float.NaN }), tensor(new[] { 1f }), null, Reduction.Mean, null).item<float>()));

    private static Tensor Logits(float from, float to) =>
        tensor(Enumerable.Range(0, 217).Select(i => from + ((to - from) * (i * 83 % 217) / 216)).ToArray(), [7, 31], requires_grad: true);
}
