using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tests.Torch;

/// <summary>
/// Five steps down the same uneven bowl as PyTorch 1.13, whose results stand here: from x = (1, -2, 3, 0.5), with the
/// gradient (0.5, -1, 2, 0) * x + step * (0.1, 0.2, -0.3, 0.4), steps counted from 1; in double precision.
/// </summary>
public sealed class OptimizerTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Adam_steps_as_PyTorch_does() => Reaches(
        [0.496001424, -2.505200699, 2.509313578, 0.004325822],
        x => optim.Adam(x, 0.1, 0.8, 0.95, 1e-6, 0, false, false));

    [Fact]
    public void Adam_decays_weights_as_PyTorch_does() => Reaches(
        [0.499168581, -2.502053187, 2.505717039, 0.008177500],
        x => optim.Adam(x, 0.1, 0.9, 0.999, 1e-8, 0.3, false, false));

    [Fact]
    public void Adam_keeps_the_largest_square_as_PyTorch_does() => Reaches(
        [0.512000904, -2.482058888, 2.502636882, 0.063833895],
        x => optim.Adam(x, 0.1, 0.8, 0.5, 1e-8, 0, true, false));

    [Fact]
    public void Adam_climbs_as_PyTorch_does() => Reaches(
        [1.501043582, -1.498540980, 3.499148782, 0.985083088],
        x => optim.Adam(x, 0.1, 0.9, 0.999, 1e-8, 0, false, true));

    [Fact]
    public void AdamW_steps_as_PyTorch_does() => Reaches(
        [0.386112511, -2.190515360, 2.115494874, -0.027273694],
        x => optim.AdamW(x, 0.1, 0.9, 0.999, 1e-8, 0.3, false, false));

    [Fact]
    public void SGD_steps_as_PyTorch_does() => Reaches(
        [0.524151834, -3.134615102, 1.145734139, -0.147166540],
        x => optim.SGD(x, 0.1, 0, 0, 0.3, false, false));

    [Fact]
    public void SGD_with_momentum_steps_as_PyTorch_does() => Reaches(
        [0.243126934, -5.348634819, -0.846032971, -0.547260000],
        x => optim.SGD(x, 0.1, 0.9, 0.2, 0, false, false));

    [Fact]
    public void SGD_with_Nesterov_steps_as_PyTorch_does() => Reaches(
        [-0.155500502, -7.433729127, -0.530838106, -1.274576993],
        x => optim.SGD(x, 0.1, 0.9, 0, 0.1, true, false));

    [Fact]
    public void RMSProp_steps_as_PyTorch_does() => Reaches(
        [-0.042589167, -3.179969041, 2.074343659, -0.822780630],
        x => optim.RMSProp(x, 0.1, 0.9, 1e-8, 0, 0, false, false));

    [Fact]
    public void RMSProp_with_momentum_centred_steps_as_PyTorch_does() => Reaches(
        [-1.213332686, -5.358410728, 0.558278395, -2.953518081],
        x => optim.RMSProp(x, 0.1, 0.9, 1e-8, 0.2, 0.8, true, false));

    [Fact]
    public void Adagrad_steps_as_PyTorch_does() => Reaches(
        [0.748579425, -2.294482254, 2.734572128, 0.218867618],
        x => optim.Adagrad(x, 0.1, 0.1, 0.2, 0.5, 1e-10));

    [Fact]
    public void Adadelta_steps_as_PyTorch_does() => Reaches(
        [0.866750992, -2.135132494, 2.887183978, 0.331907021],
        x => optim.Adadelta(x, 10, 0.8, 1e-6, 0.2, false));

    private static void Reaches(double[] expected, Func<Parameter[], optim.Optimizer> make)
    {
        using var x = nn.Parameter(tensor(new[] { 1.0, -2, 3, 0.5 }), true);
        using var slope = tensor(new[] { 0.5, -1, 2, 0 });
        using var push = tensor(new[] { 0.1, 0.2, -0.3, 0.4 });
        using var optimizer = make([x]);
        for (var step = 1; step <= 5; step++)
        {
            using var scope = NewDisposeScope();
            x.grad = (x.detach() * slope) + (push * step);
            optimizer.step();
        }
        Assert.All(x.data<double>().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, Tolerance));
    }
}
