namespace TorchSharp;

public static partial class torch
{
    /// <summary>A scope that frees every tensor made on this thread until it is disposed.</summary>
    public static DisposeScope NewDisposeScope() => new();
}
