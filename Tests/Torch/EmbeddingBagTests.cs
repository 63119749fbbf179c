using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tests.Torch;

/// <summary>Summing weighted rows of a table is a sparse matrix times the table.</summary>
public sealed class EmbeddingBagTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly EmbeddingBag bag = nn.EmbeddingBag(5, 3, null, 2.0, false, EmbeddingBagMode.Sum, false, false, -1, null, float64);

    // Row 1 is empty; row 2 names column 4 twice.
    private readonly Tensor indices = tensor(new long[] { 0, 3, 4, 1, 4 });
    private readonly Tensor offsets = tensor(new long[] { 0, 2, 2 });
    private readonly Tensor values = tensor(new[] { 0.5, -1, 2, 3, 0.25 });
    private readonly Tensor dense = tensor(new[,] { { 0.5, 0, 0, -1, 0 }, { 0, 0, 0, 0, 0 }, { 0, 3, 0, 0, 2.25 } });

    public void Dispose()
    {
        bag.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void A_bag_is_a_dense_row_times_the_table_and_so_is_its_gradient()
    {
        var push = tensor(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } });
        var table = bag.weight.detach().clone().requires_grad_();

        var sparse = bag.call(indices, offsets, values);
        (sparse * push).sum().backward();
        var product = dense.matmul(table);
        (product * push).sum().backward();

        Same(product, sparse);
        Same(table.grad!, bag.weight.grad!);
    }

    [Fact]
    public void Without_weights_every_row_counts_once() =>
        Same(bag.call(indices, offsets, ones(5, float64)), bag.call(indices, offsets, null));

    [Fact]
    public void With_the_last_offset_the_bags_are_those_of_a_CSR_matrix()
    {
        using var csr = nn.EmbeddingBag(5, 3, null, 2.0, false, EmbeddingBagMode.Sum, false, true, -1, null, float64);
        csr.load_state_dict(bag.state_dict());
        Same(bag.call(indices, offsets, values), csr.call(indices, tensor(new long[] { 0, 2, 2, 5 }), values));
    }

    [Fact]
    public void Gradients_add_up_over_two_backwards()
    {
        bag.call(indices, offsets, values).sum().backward();
        var once = bag.weight.grad!.clone();
        bag.call(indices, offsets, values).sum().backward();
        Same(once * 2, bag.weight.grad!);
    }

    [Fact]
    public void An_index_outside_the_table_is_refused_with_its_place() =>
        Refuses("index 5 at 1 is outside 0..4", () => bag.call(tensor(new long[] { 0, 5 }), tensor(new long[] { 0 }), null));

    [Fact]
    public void Falling_offsets_are_refused_with_their_place() =>
        Refuses("offsets never fall and are at most 5, but got 3 at 1", () => bag.call(indices, tensor(new long[] { 0, 3, 2 }), values));

    [Fact]
    public void Anything_but_a_plain_sum_is_refused() =>
        Assert.Throws<ArgumentException>(() => nn.EmbeddingBag(5, 3, null, 2.0, false, EmbeddingBagMode.Mean, false, false, -1, null, null));

    private static void Refuses(string message, Func<Tensor> forward) =>
        Assert.StartsWith(message, Assert.Throws<ExternalException>(forward).Message);

    private static void Same(Tensor expected, Tensor actual) =>
        Assert.All(expected.data<double>().Zip(actual.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
