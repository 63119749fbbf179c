using Shared.Randomness;
using Worker.Data;
using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

public sealed class BatchTests
{
    private static readonly DataPart Part = new(
        new SparseRows(5, [0, 2, 2, 3, 5], [0, 3, 1, 2, 4], [1, 2, 3, 4, 5]),
        LabelRows.FromRows(3, [[0, 2], [], [1], [0]]));

    [Fact]
    public void A_batch_holds_its_rows_one_after_the_other()
    {
        using var scope = NewDisposeScope();
        var batch = new BatchBuilder(Part, CPU).Build([3, 1, 0]);
        Assert.Equal([2L, 4, 0, 3], batch.Indices.data<long>().ToArray());
        Assert.Equal([0L, 2, 2], batch.Offsets.data<long>().ToArray());
        Assert.Equal([4f, 5, 1, 2], batch.Values.data<float>().ToArray());
        Assert.Equal([1f, 0, 0, 0, 0, 0, 1, 0, 1], batch.Targets.data<float>().ToArray());
        Assert.Equal([3L, 3], batch.Targets.shape);
    }

    [Fact]
    public void Nothing_of_one_batch_is_left_in_the_next()
    {
        var builder = new BatchBuilder(Part, CPU);
        foreach (int[] rows in new int[][] { [0, 3, 2], [1], [2, 0], [0, 1, 2, 3, 0] })
        {
            using var scope = NewDisposeScope();
            var reused = builder.Build(rows);
            var fresh = new BatchBuilder(Part, CPU).Build(rows);
            Assert.Equal(fresh.Targets.data<float>().ToArray(), reused.Targets.data<float>().ToArray());
            Assert.Equal(fresh.Values.data<float>().ToArray(), reused.Values.data<float>().ToArray());
        }
    }

    [Fact]
    public void The_model_is_the_product_of_features_and_weights()
    {
        using var scope = NewDisposeScope();
        using var model = new Mlp(5, [2], new SeededDropout(0, new SeededGenerator(1)), CPU);
        InitialWeights.Set(model, seed: 1, outputBias: [10, 20]);
        var weights = model.LayerWeights.Single().Weight;
        var dense = tensor(new float[,] { { 0, 0, 4, 0, 5 }, { 0, 0, 0, 0, 0 } });
        var expected = dense.matmul(weights).add(tensor(new float[] { 10, 20 })).data<float>().ToArray();
        var logits = model.Logits(new BatchBuilder(Part, CPU).Build([3, 1])).data<float>().ToArray();
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], logits[i], 1e-6f);
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_does_nothing_when_predicting()
    {
        using var scope = NewDisposeScope();
        using var dropout = new SeededDropout(0.25, new SeededGenerator(1, "dropout"));
        var units = ones([100, 1001]);
        var dropped = dropout.call(units).data<float>().ToArray();
        Assert.Equal([0, 1 / 0.75f], dropped.Distinct().Order());
        Assert.InRange(dropped.Average(), 0.99f, 1.01f);
        dropout.eval();
        Assert.Equal(1, dropout.call(units).min().item<float>());
    }
}
