using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Torch;

/// <summary>Gradients of the operations that losses are made of, against central differences in double precision.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-6;

    // Away from the kinks of abs, clamp, max and relu, and off the ties of sort and topk.
    private static readonly double[,] Point = { { 0.7, -1.3, 2.1 }, { 0.31, 1.6, -0.45 } };

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_gradient_agrees_with_central_differences(string name)
    {
        using var scope = NewDisposeScope();
        var operation = All[name];
        var x = tensor(Point, requires_grad: true);
        operation(x).sum().backward();
        var gradient = x.grad!.data<double>().ToArray();
        for (var i = 0; i < gradient.Length; i++)
        {
            var difference = (Value(operation, i, Step) - Value(operation, i, -Step)) / (2 * Step);
            Assert.Equal(difference, gradient[i], 1e-7 * Math.Max(1, Math.Abs(difference)));
        }
    }

    public static TheoryData<string> Operations => [.. All.Keys];

    private static Dictionary<string, Func<Tensor, Tensor>> All { get; } = new()
    {
        ["abs"] = x => x.abs(),
        ["add"] = x => (x + 2) * (3 + x),
        ["add_with_alpha"] = x => x.add(x * x, 0.5),
        ["batch_norm"] = x => BatchNorm(x) * Weights(),
        ["binary_cross_entropy_with_logits"] = x => functional.binary_cross_entropy_with_logits(x, Targets(), Weights(), Reduction.Sum, tensor(new[] { 1.0, 3, 9 })),
        ["cat"] = x => cat([x, x * x], 1),
        ["clamp"] = x => x.clamp(-1, 1.8),
        ["cross_entropy"] = x => functional.cross_entropy(x, tensor(new long[] { 2, 0 }), null, -100, Reduction.Sum, 0),
        ["cumsum"] = x => x.cumsum(1) * Weights(),
        ["div"] = x => (x / 3) + (2 / x) + (x / Weights()),
        ["exp"] = x => x.exp(),
        ["expand"] = x => x.narrow(1, 0, 1).expand(2, 3) * Weights(),
        ["expm1"] = x => x.expm1(),
        ["flatten"] = x => x.flatten().square(),
        ["gather"] = x => x.gather(1, tensor(new long[,] { { 2 }, { 1 } })).square(),
        ["index_select"] = x => x.index_select(1, tensor(new long[] { 2, 0, 2 })).square(),
        ["layer_norm"] = x => functional.layer_norm(x, [3], null, null, 1e-5) * Weights(),
        ["linear"] = x => functional.linear(x, Weights(), tensor(new[] { 1.0, 2 })).square(),
        ["log"] = x => x.square().log(),
        ["log1p"] = x => x.square().log1p(),
        ["log_softmax"] = x => x.log_softmax(1) * Weights(),
        ["logsigmoid"] = functional.logsigmoid,
        ["logsumexp"] = x => x.logsumexp(1),
        ["masked_fill"] = x => x.masked_fill(x.gt(1), 0).square(),
        ["masked_select"] = x => x.masked_select(x.lt(1)).square(),
        ["matmul"] = x => x.matmul(Weights().t()).square(),
        ["max"] = x => x.max(1).values.square(),
        ["maximum"] = x => x.maximum(Weights()).square(),
        ["mean"] = x => x.square().mean() + x.square().mean([0]).sum(),
        ["min"] = x => x.min(0).values.square(),
        ["minimum"] = x => x.minimum(Weights()).square(),
        ["mse_loss"] = x => functional.mse_loss(x, Weights(), Reduction.Sum),
        ["neg"] = x => -x.square(),
        ["permute"] = x => x.permute(1, 0) * Weights().t(),
        ["pow"] = x => x.pow(3) + x.square().pow(tensor(0.7)),
        ["relu"] = x => x.relu().square(),
        ["reshape"] = x => x.reshape(3, -1).square(),
        ["rsub"] = x => (1 - x).square(),
        ["scatter"] = x => zeros_like(x).scatter(1, tensor(new long[,] { { 2 }, { 1 } }), x.narrow(1, 0, 1)).square(),
        ["select"] = x => x.select(1, 2).square(),
        ["sigmoid"] = x => x.sigmoid(),
        ["softmax"] = x => x.softmax(1) * Weights(),
        ["softplus"] = x => functional.softplus(x, 1, 20),
        ["sort"] = x => x.sort(1, true).Values * Weights(),
        ["sqrt"] = x => x.square().sqrt(),
        ["squeeze"] = x => x.unsqueeze(1).squeeze(1).square(),
        ["stack"] = x => stack([x, x * x]),
        ["sum"] = x => x.square().sum(1, true) * Weights(),
        ["tanh"] = x => x.tanh(),
        ["topk"] = x => x.topk(2, 1).values.square(),
        ["transpose"] = x => x.transpose(0, 1) * Weights().t(),
        ["view"] = x => x.view(-1).square(),
        ["where"] = x => where(x.gt(0), x.square(), x.exp()),
        ["xlogy"] = x => Weights().xlogy(x.square()),
    };

    private static Tensor Weights() => tensor(new[,] { { 1.5, -0.2, 0.4 }, { 0.6, -2, 3 } });

    private static Tensor Targets() => tensor(new double[,] { { 1, 0, 1 }, { 0, 1, 0 } });

    private static Tensor BatchNorm(Tensor x)
    {
        using var norm = nn.BatchNorm1d(3, 1e-5, 0.1, true, false, null, float64);
        return norm.call(x);
    }

    private static double Value(Func<Tensor, Tensor> operation, int element, double by)
    {
        using var scope = NewDisposeScope();
        var x = tensor(Point);
        x.data<double>()[element / 3, element % 3] += by;
        return operation(x).sum().item<double>();
    }
}
