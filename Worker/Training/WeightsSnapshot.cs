using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>A copy of a model's parameters, to go back to.</summary>
internal sealed class WeightsSnapshot : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly Tensor[] copies;

    public WeightsSnapshot(nn.Module model)
    {
        using var scope = NewDisposeScope();
        parameters = [.. model.parameters(recurse: true)];
        copies = Array.ConvertAll(parameters, parameter => parameter.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>In the order of the model's parameters.</summary>
    public IReadOnlyList<Tensor> Copies => copies;

    public void Take()
    {
        using var withoutGradients = no_grad();
        for (var i = 0; i < copies.Length; i++) copies[i].copy_(parameters[i], non_blocking: false);
    }

    public void Restore()
    {
        using var withoutGradients = no_grad();
        for (var i = 0; i < copies.Length; i++) parameters[i].copy_(copies[i], non_blocking: false);
    }

    public void Dispose()
    {
        foreach (var copy in copies) copy.Dispose();
    }
}
