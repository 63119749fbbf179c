using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler.impl.OneCycleLR;

namespace Tests.Torch;

/// <summary>Learning rates step by step, from 0.1, as PyTorch 1.13 gives them.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public void StepLR_falls_every_second_step() => Goes(
        [0.1000000000, 0.1000000000, 0.0500000000, 0.0500000000, 0.0250000000, 0.0250000000, 0.0125000000],
        o => optim.lr_scheduler.StepLR(o, 2, 0.5, -1, false));

    [Fact]
    public void CosineAnnealingLR_falls_along_half_a_cosine() => Goes(
        [0.1000000000, 0.0939711432, 0.0775000000, 0.0550000000, 0.0325000000, 0.0160288568, 0.0100000000],
        o => optim.lr_scheduler.CosineAnnealingLR(o, 6, 0.01, -1, false));

    [Fact]
    public void OneCycleLR_rises_and_falls() => Goes(
        [0.0160000000, 0.3277100420, 0.3887767110, 0.3246982616, 0.2223936056, 0.1132243993, 0.0306566375],
        o => optim.lr_scheduler.OneCycleLR(o, 0.4, 8, -1, -1, 0.3, AnnealStrategy.Cos, false, 0.85, 0.95, 25, 1e4, false, -1, false));

    [Fact]
    public void OneCycleLR_rises_and_falls_in_straight_lines() => Goes(
        [0.0160000000, 0.1440000000, 0.2720000000, 0.4000000000, 0.3000004000, 0.2000008000, 0.1000012000],
        o => optim.lr_scheduler.OneCycleLR(o, 0.4, -1, 2, 4, 0.5, AnnealStrategy.Linear, false, 0.85, 0.95, 25, 1e4, false, -1, false));

    private static void Goes(double[] expected, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> make)
    {
        using var parameter = nn.Parameter(ones(2), true);
        using var optimizer = optim.SGD([parameter], 0.1, 0, 0, 0, false, false);
        var scheduler = make(optimizer);
        foreach (var rate in expected)
        {
            Assert.Equal(rate, Assert.Single(optimizer.ParamGroups).LearningRate, 1e-9);
            scheduler.step();
        }
    }
}
