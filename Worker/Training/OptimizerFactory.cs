using Shared.Trials;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>
/// Makes the optimizer that a trial's settings name. Constants that are not searched are PyTorch's, written out, because
/// the defaults of other libraries differ.
/// </summary>
internal static class OptimizerFactory
{
    private delegate OptimizerHelper Maker(Component settings, IEnumerable<Parameter> parameters, double rate);

    private static readonly Dictionary<string, Maker> Makers = new()
    {
        ["adam"] = (_, parameters, rate) => optim.Adam(parameters, rate, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0, amsgrad: false, maximize: false),
        ["adamw"] = (settings, parameters, rate) =>
            optim.AdamW(parameters, rate, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: settings.Number("weight_decay"), amsgrad: false, maximize: false),
        ["sgd"] = (settings, parameters, rate) =>
            optim.SGD(parameters, rate, momentum: settings.Number("momentum"), dampening: 0, weight_decay: 0, nesterov: IsNesterov(settings), maximize: false),
        ["rmsprop"] = (_, parameters, rate) => optim.RMSProp(parameters, rate, alpha: 0.99, eps: 1e-8, weight_decay: 0, momentum: 0, centered: false, maximize: false),
        ["adagrad"] = (_, parameters, rate) => optim.Adagrad(parameters, rate, lr_decay: 0, weight_decay: 0, initial_accumulator_value: 0, eps: 1e-10),
        ["adadelta"] = (_, parameters, rate) => optim.Adadelta(parameters, rate, rho: 0.9, eps: 1e-6, weight_decay: 0, maximize: false),
    };

    /// <summary>The optimizers that exist, by their names in the catalogue.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <exception cref="ArgumentException">There is no such optimizer.</exception>
    public static OptimizerHelper Create(Component settings, IEnumerable<Parameter> parameters) =>
        Makers.TryGetValue(settings.Name, out var make)
            ? make(settings, parameters, settings.Number("learning_rate"))
            : throw new ArgumentException($"there is no optimizer named '{settings.Name}'");

    /// <summary>Without momentum there is nothing to look ahead with, and libtorch would refuse.</summary>
    private static bool IsNesterov(Component sgd) => sgd.Text("nesterov") == "true" && sgd.Number("momentum") > 0;
}
