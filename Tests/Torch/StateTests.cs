using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tests.Torch;

public sealed class StateTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void State_is_named_by_the_path_of_modules()
    {
        using var model = Model(1);
        Assert.Equal(
            ["first.weight", "first.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"],
            model.state_dict().Keys);
        Assert.Equal(["first.weight", "first.bias", "norm.weight", "norm.bias"], model.named_parameters().Select(named => named.name));
    }

    [Fact]
    public void A_saved_module_is_read_back_bit_for_bit()
    {
        using var saved = Model(1);
        using var loaded = Model(2);
        saved.call(rand([4, 3]));
        using var file = new MemoryStream();
        saved.save(file);
        file.Position = 0;
        loaded.load(file);
        Assert.Equal(Elements(saved), Elements(loaded));
    }

    [Fact]
    public void A_state_of_other_names_is_refused_with_the_names()
    {
        using var model = Model(1);
        using var other = nn.Linear(3, 2, false, null, null);
        var refused = Assert.Throws<InvalidOperationException>(() => other.load_state_dict(model.state_dict()));
        Assert.StartsWith("the state does not fit the module: missing [weight], unexpected [first.weight, ", refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    public void A_file_that_is_cut_off_is_refused(int length)
    {
        using var model = nn.Linear(30, 2, false, null, null);
        using var file = new MemoryStream();
        model.save(file);
        using var cut = new MemoryStream(file.ToArray()[..length]);
        Assert.Throws<InvalidDataException>(() => model.load(cut));
    }

    [Fact]
    public void A_file_of_another_shape_is_refused()
    {
        using var saved = nn.Linear(3, 2, false, null, null);
        using var other = nn.Linear(2, 3, false, null, null);
        using var file = new MemoryStream();
        saved.save(file);
        file.Position = 0;
        Assert.Equal("the file holds Float32 [2x3], but the module has Float32 [3x2]", Assert.Throws<InvalidDataException>(() => other.load(file)).Message);
    }

    [Fact]
    public void An_optimizer_read_back_goes_on_as_the_saved_one()
    {
        using var saved = new Descent();
        saved.Run(3);
        using var read = new Descent();
        read.TakeOver(saved);
        Assert.Equal(saved.Run(4), read.Run(4));
    }

    [Fact]
    public void The_state_of_another_optimizer_is_refused()
    {
        using var parameter = nn.Parameter(ones(2), true);
        using var adam = optim.Adam([parameter], 0.1, 0.9, 0.999, 1e-8, 0, false, false);
        using var sgd = optim.SGD([parameter], 0.1, 0, 0, 0, false, false);
        using var file = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(file));
        file.Position = 0;
        Assert.Equal("the state is of Adam, not of SGD", Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(file))).Message);
    }

    private static Sequential Model(long seed)
    {
        manual_seed(seed);
        return nn.Sequential(("first", nn.Linear(3, 2, true, null, null)), ("norm", nn.BatchNorm1d(2, 1e-5, 0.1, true, true, null, null)));
    }

    private static List<byte[]> Elements(nn.Module module) => [.. module.state_dict().Values.Select(tensor => tensor.bytes.ToArray())];

    private sealed class Descent : IDisposable
    {
        private readonly Parameter x = nn.Parameter(tensor(new[] { 1.0, -2 }), true);
        private readonly Adam optimizer;

        public Descent() => optimizer = optim.Adam([x], 0.1, 0.9, 0.999, 1e-8, 0, true, false);

        public double[] Run(int steps)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < steps; i++)
            {
                x.grad = x.detach() * 3;
                optimizer.step();
            }
            return x.data<double>().ToArray();
        }

        public void TakeOver(Descent other)
        {
            using var leaf = no_grad();
            x.copy_(other.x);
            using var file = new MemoryStream();
            other.optimizer.save_state_dict(new BinaryWriter(file));
            file.Position = 0;
            optimizer.load_state_dict(new BinaryReader(file));
        }

        public void Dispose()
        {
            optimizer.Dispose();
            x.Dispose();
        }
    }
}
