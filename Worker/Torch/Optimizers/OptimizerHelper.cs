using TorchSharp.Interop;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>
/// What every optimizer here shares: its parameters, the buffers of each (of the parameter's shape), and how many steps
/// each has taken. A step is one call into the shim for all of them.
/// </summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly Parameter[] own;
    private readonly Tensor?[] buffers;
    private readonly int kinds;
    private readonly long[] steps;
    private readonly Group group;
    private readonly TensorList ownList;
    private readonly TensorList bufferList;

    /// <param name="fill">The first value of each kind of buffer; null for a kind that is not used.</param>
    private protected OptimizerHelper(IEnumerable<Parameter> parameters, double lr, params double?[] fill)
    {
        own = [.. parameters];
        kinds = fill.Length;
        buffers = [.. fill.SelectMany(value => own, (value, parameter) => value is { } known ? full_like(parameter, known).DetachFromDisposeScope() : null)];
        steps = new long[own.Length];
        group = new Group { LearningRate = lr, InitialLearningRate = lr };
        ownList = new TensorList(own);
        bufferList = new TensorList(buffers);
    }

    public override IEnumerable<ILearningRateController> ParamGroups => [group];

    private protected double Rate => group.LearningRate;

    public override IEnumerable<Parameter> parameters() => own;

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var gradients = enable_grad();
            loss = closure();
        }
        Step(ownList.Pointers, ownList.Count, bufferList.Pointers, kinds, steps);
        return loss;
    }

    /// <summary>Saves learning rates, steps and buffers: what a checkpoint needs to go on as if nothing had happened.</summary>
    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        StateFormat.WriteNumber(writer, own.Length);
        writer.Write(group.InitialLearningRate);
        writer.Write(group.LearningRate);
        for (var i = 0; i < own.Length; i++)
        {
            StateFormat.WriteNumber(writer, steps[i]);
            foreach (var buffer in BuffersOf(i))
            {
                StateFormat.Write(writer, buffer);
            }
        }
    }

    /// <exception cref="InvalidDataException">The file is of another optimizer, of other parameters, or cut off.</exception>
    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">The state is of another optimizer, of other parameters, or cut off.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var saved = StateFormat.ReadName(reader);
        if (saved != GetType().Name)
        {
            throw new InvalidDataException($"the state is of {saved}, not of {GetType().Name}");
        }
        var count = StateFormat.ReadNumber(reader);
        if (count != own.Length)
        {
            throw new InvalidDataException($"the state is of {count} parameters, not of {own.Length}");
        }
        group.InitialLearningRate = reader.ReadDouble();
        group.LearningRate = reader.ReadDouble();
        for (var i = 0; i < own.Length; i++)
        {
            steps[i] = StateFormat.ReadNumber(reader);
            foreach (var buffer in BuffersOf(i))
            {
                StateFormat.Read(reader, buffer);
            }
        }
    }

    private protected abstract void Step(ReadOnlySpan<nint> parameters, int count, ReadOnlySpan<nint> buffers, int kinds, Span<long> steps);

    private protected static int Flag(bool value) => value ? 1 : 0;

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }
        ownList.Dispose();
        bufferList.Dispose();
        foreach (var buffer in buffers)
        {
            buffer?.Dispose();
        }
    }

    private IEnumerable<Tensor> BuffersOf(int parameter) =>
        Enumerable.Range(0, kinds).Select(kind => buffers[(kind * own.Length) + parameter]).OfType<Tensor>();

    private sealed class Group : ILearningRateController
    {
        public required double LearningRate { get; set; }

        public required double InitialLearningRate { get; set; }
    }
}
