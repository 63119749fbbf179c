using System.Collections.Immutable;
using Shared.Space;
using static Shared.Catalogue.ParameterEntry;

namespace Shared.Catalogue;

/// <summary>
/// The optimizers, each with its own range of learning rates: a loss that is a mean over hundreds of labels has small
/// gradients, which the adaptive ones scale away and sgd and adadelta do not.
/// </summary>
public static class Optimizers
{
    public const string LearningRate = "learning_rate";

    public static ComponentEntry Adam { get; } = new("adam", "Adam with betas .9 and .999.", "Kingma and Ba 2014, arXiv:1412.6980",
        [Rate(8e-3, 1e-3, 3e-2)]);

    public static ComponentEntry AdamW { get; } = new("adamw", "Adam with weight decay apart from the gradient.", "Loshchilov and Hutter 2017, arXiv:1711.05101",
        [
            Rate(8e-3, 1e-3, 3e-2),
            Number("weight_decay", LegalValues.Number.AtLeast(0, 10), 1e-2, "share of a weight lost a step, times the learning rate", new Domain.Real(1e-6, 1e-1, true)),
        ]);

    public static ComponentEntry Sgd { get; } = new("sgd", "Stochastic gradient descent with momentum.", "Robbins and Monro 1951; Polyak 1964",
        [
            Rate(100, 3, 300),
            Number("momentum", LegalValues.Number.BelowOne, 0.9, "share of the last step that is kept", new Domain.Real(0, 0.95, false)),
            Flag("nesterov", false, "whether the gradient is taken ahead of the step; of no effect with momentum 0"),
        ]);

    public static ComponentEntry RmsProp { get; } = new("rmsprop", "RMSProp with alpha .99.", "Tieleman and Hinton 2012", [Rate(5e-3, 5e-4, 2e-2)]);

    public static ComponentEntry Adagrad { get; } = new("adagrad", "Adagrad without decay.", "Duchi, Hazan and Singer 2011", [Rate(5e-2, 5e-3, 0.5)]);

    public static ComponentEntry Adadelta { get; } = new("adadelta", "Adadelta with rho .9.", "Zeiler 2012, arXiv:1212.5701", [Rate(300, 10, 1000)]);

    public static ImmutableArray<ComponentEntry> All { get; } = [Adam, AdamW, Sgd, RmsProp, Adagrad, Adadelta];

    private static ParameterEntry Rate(double value, double low, double high) =>
        Number(LearningRate, LegalValues.Number.Above(0, 1e5), value, "step size", new Domain.Real(low, high, true));
}
