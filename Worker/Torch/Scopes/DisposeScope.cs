using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Frees what was made on this thread while it was the innermost scope. The garbage collector does not see native
/// memory, so a training step runs inside one.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? innermost;

    private readonly DisposeScope? outer;
    private readonly HashSet<Tensor> held = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope()
    {
        outer = innermost;
        innermost = this;
    }

    internal static DisposeScope? Innermost => innermost;

    /// <summary>Tensors this scope would free now.</summary>
    public int DisposablesCount => held.Count;

    /// <summary>Lets the scope around this one free the tensor; without one, nobody does.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        if (disposable is Tensor tensor && held.Remove(tensor))
        {
            tensor.OwningScope = null;
            outer?.Add(tensor);
        }
        return disposable;
    }

    /// <summary>Takes the tensor out of every scope.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (disposable is Tensor tensor)
        {
            Remove(tensor);
        }
        return disposable;
    }

    public void Dispose()
    {
        if (innermost == this)
        {
            innermost = outer;
        }
        foreach (var tensor in held)
        {
            tensor.OwningScope = null;
            tensor.Dispose();
        }
        held.Clear();
    }

    internal void Add(Tensor tensor)
    {
        held.Add(tensor);
        tensor.OwningScope = this;
    }

    internal void Remove(Tensor tensor)
    {
        if (held.Remove(tensor))
        {
            tensor.OwningScope = null;
        }
    }
}
