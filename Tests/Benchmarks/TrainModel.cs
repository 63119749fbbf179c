using System.Diagnostics;
using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// 2048 features, of which a row has about 30, to 256 hidden units and 512 labels, of which a row has about 4: the shape
/// of the debtags data set, with numbers of its own making.
/// </summary>
internal sealed class TrainModel : IDisposable
{
    private const int Features = 2048, Hidden = 256, Labels = 512, Rows = 256, NonZeros = 30, Ones = 4, Batches = 40;
    private const double LearningRate = 8e-3;

    private readonly EmbeddingBag input = nn.EmbeddingBag(Features, Hidden, null, 2.0, false, EmbeddingBagMode.Sum, false, false, -1, null, null);
    private readonly Parameter bias = nn.Parameter(zeros(Hidden), true);
    private readonly Linear output = nn.Linear(Hidden, Labels, true, null, null);
    private readonly Parameter[] parameters;
    private readonly Adam optimizer;
    private readonly Batch[] batches = [.. Enumerable.Range(0, Batches).Select(_ => new Batch())];
    private int steps;

    public TrainModel()
    {
        // The rows of a bag are summed, so the first weights are those of a linear layer, not EmbeddingBag's own.
        nn.init.kaiming_uniform_(input.weight, Math.Sqrt(5), nn.init.FanInOut.FanIn, nn.init.NonlinearityType.LeakyReLU);
        parameters = [input.weight, bias, output.weight, output.bias!];
        optimizer = optim.Adam(parameters, LearningRate, 0.9, 0.999, 1e-8, 0, false, false);
    }

    public TrainBenchmark.Trained Train(int count)
    {
        var losses = new List<Tensor>();
        using var all = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            losses.Add(Step(batches[steps++ % Batches]));
        }
        var seconds = watch.Elapsed.TotalSeconds;
        return new(seconds, [.. losses.Select(loss => loss.item<float>())]);
    }

    /// <summary>Writes the batches and the weights as raw numbers, for train.py.</summary>
    public void WriteTo(string folder)
    {
        void Write(string name, Tensor tensor) => File.WriteAllBytes(Path.Combine(folder, name), tensor.bytes);

        for (var i = 0; i < Batches; i++)
        {
            Write($"{i}.indices", batches[i].Indices);
            Write($"{i}.offsets", batches[i].Offsets);
            Write($"{i}.values", batches[i].Values);
            Write($"{i}.target", batches[i].Target);
        }
        Write("input.weight", input.weight);
        Write("output.weight", output.weight);
        Write("output.bias", output.bias!);
        File.WriteAllText(Path.Combine(folder, "shape.json"), JsonSerializer.Serialize(
            new { features = Features, hidden = Hidden, labels = Labels, batches = Batches, learning_rate = LearningRate }));
    }

    public void Dispose()
    {
        optimizer.Dispose();
        input.Dispose();
        bias.Dispose();
        output.Dispose();
        foreach (var batch in batches)
        {
            batch.Dispose();
        }
    }

    private Tensor Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
        }
        var hidden = (input.call(batch.Indices, batch.Offsets, batch.Values) + bias).relu();
        var loss = nn.functional.binary_cross_entropy_with_logits(output.call(hidden), batch.Target, null, nn.Reduction.Mean, null);
        loss.backward();
        optimizer.step();
        return loss.detach().MoveToOuterDisposeScope();
    }

    /// <summary>256 rows: where each begins among the indices and values of all, and their labels.</summary>
    private sealed class Batch : IDisposable
    {
        public Tensor Indices { get; } = (rand([Rows * NonZeros]) * Features).to(ScalarType.Int64);

        public Tensor Offsets { get; } = arange(0, Rows * NonZeros, NonZeros);

        public Tensor Values { get; } = rand([Rows * NonZeros]);

        public Tensor Target { get; } = rand([Rows, Labels]).lt((double)Ones / Labels).to(ScalarType.Float32);

        public void Dispose()
        {
            Indices.Dispose();
            Offsets.Dispose();
            Values.Dispose();
            Target.Dispose();
        }
    }
}
