using Shared.Randomness;
using Shared.Space;
using static System.Math;

namespace Tests.Search.Surrogates;

/// <summary>
/// Macro average precision on the debtags data as measured over losses, optimizers and learning rates: the space of the example,
/// a hill in the logarithm of each optimizer's learning rate, a hill in pos_weight, optimizers that leave more or less
/// to be gained by a loss, a variant that collapses; single trials differ by noise of .006.
/// </summary>
internal static class DebtagsSurrogate
{
    private static readonly SearchSpace Space = new SpaceSketch()
        .Choose("loss", "bce", "weighted_bce", "focal", "positive_focal", "batch_balanced_bce", "softmax_ce", "abs_kl")
        .Log("loss.weighted_bce.pos_weight", 1, 100)
        .Range("loss.focal.gamma", 0, 5)
        .Range("loss.focal.alpha", 0.05, 0.95)
        .Range("loss.positive_focal.gamma", 0, 1)
        .Log("loss.positive_focal.pos_weight", 1, 100)
        .Choose("loss.batch_balanced_bce.scope", "cells", "label")
        .Range("loss.batch_balanced_bce.momentum", 0, 0.95)
        .Log("loss.batch_balanced_bce.cap", 5, 200)
        .Choose("resampling", "none", "oversample")
        .Range("resampling.oversample.positive_share", 0.1, 0.9)
        .Choose("optimizer", "adam", "adamw", "rmsprop", "adagrad", "sgd", "adadelta")
        .Log("optimizer.adam.learning_rate", 1e-3, 3e-2)
        .Log("optimizer.adamw.learning_rate", 1e-3, 3e-2)
        .Log("optimizer.adamw.weight_decay", 1e-6, 1e-1)
        .Log("optimizer.rmsprop.learning_rate", 5e-4, 2e-2)
        .Log("optimizer.adagrad.learning_rate", 5e-3, 0.5)
        .Log("optimizer.sgd.learning_rate", 3, 300)
        .Range("optimizer.sgd.momentum", 0, 0.95)
        .Log("optimizer.adadelta.learning_rate", 10, 1000)
        .Choose("output_bias", "zero", "prior")
        .Forbid(("loss", "weighted_bce"), ("resampling", "oversample"))
        .ToSpace();

    // Best learning rate, macro-AP there with plain bce, and what the best loss adds to it.
    private static readonly Dictionary<string, (double Rate, double Level, double Gain)> Optimizers = new()
    {
        ["adam"] = (8e-3, 0.235, 0.062),
        ["adamw"] = (8e-3, 0.237, 0.060),
        ["rmsprop"] = (5e-3, 0.290, 0.012),
        ["adagrad"] = (0.05, 0.277, 0.012),
        ["sgd"] = (100, 0.182, 0.080),
        ["adadelta"] = (300, 0.175, 0.080),
    };

    public static Surrogate Create(ulong seed)
    {
        var random = new SeededGenerator(seed, "debtags");
        double Vary(double deviation) => deviation * Surrogate.Normal(random);
        var optimizers = Optimizers.ToDictionary(pair => pair.Key, pair => (
            LogRate: Log(pair.Value.Rate) + Vary(0.4), Level: pair.Value.Level + Vary(0.012), Gain: pair.Value.Gain * Exp(Vary(0.3)), Width: 1.3 * Exp(Vary(0.15))));
        var losses = new Dictionary<string, double>
        {
            ["bce"] = 0,
            ["weighted_bce"] = 1 + Vary(0.15),
            ["focal"] = 0.2 + Vary(0.2),
            ["positive_focal"] = 0.8 + Vary(0.2),
            ["batch_balanced_bce"] = 1 + Vary(0.15),
            ["softmax_ce"] = -0.6 + Vary(0.2),
            ["abs_kl"] = -3,
        };
        var (bestWeight, bestCap, bestGamma, bestShare) = (Log(30) + Vary(0.5), Log(60) + Vary(0.5), 1.5 + Vary(0.4), 0.5 + Vary(0.1));
        var (prior, label) = (Vary(0.004), Vary(0.1));

        double MacroAp(Assignment assignment)
        {
            string Text(string path) => assignment.Find(path)!.ToString();
            double Number(string path) => assignment.Find(path)!.AsDouble();
            static double Hill(double distance, double width) => Exp(-0.5 * distance * distance / (width * width));

            var (name, loss) = (Text("optimizer"), Text("loss"));
            var optimizer = optimizers[name];
            var biased = Text("output_bias") == "prior";
            var strength = losses[loss] * loss switch
            {
                "weighted_bce" => Hill(Log(Number("loss.weighted_bce.pos_weight")) - bestWeight, 1.3),
                "positive_focal" => Hill(Log(Number("loss.positive_focal.pos_weight")) - bestWeight, 1.3),
                "focal" => Hill(Number("loss.focal.gamma") - bestGamma, 1.5) * Hill(Number("loss.focal.alpha") - 0.6, 0.3),
                "batch_balanced_bce" => Hill(Log(Number("loss.batch_balanced_bce.cap")) - bestCap, 1.5)
                    * (1 - 0.1 * Number("loss.batch_balanced_bce.momentum")) * (1 + (Text("loss.batch_balanced_bce.scope") == "label" ? label : -label)),
                _ => 1,
            };
            if (Text("resampling") == "oversample")
            {
                // Helps where the loss does nothing about rarity, and corrects twice where it does.
                var share = Hill(Number("resampling.oversample.positive_share") - bestShare, 0.25);
                strength += strength < 0.3 ? 0.3 * share : -0.3 * share;
            }
            var rate = Log(Number($"optimizer.{name}.learning_rate"));
            // A loss that weighs positives up wants smaller steps.
            var level = (optimizer.Level + optimizer.Gain * strength) * Hill(rate - optimizer.LogRate + 0.35 * Max(0, strength), optimizer.Width);
            if (name == "sgd") level *= 0.8 + 0.2 * Hill(Number("optimizer.sgd.momentum") - 0.9, 0.3);
            if (name == "adamw") level *= 1 - 0.15 / (1 + Exp(-(Log(Number("optimizer.adamw.weight_decay")) - Log(1e-2)) * 1.5));
            if (loss == "positive_focal")
            {
                var collapse = 1 / (1 + Exp(-(Number("loss.positive_focal.gamma") - (biased ? 1.2 : 0.7)) * 12));
                level *= 1 - 0.9 * collapse;
            }
            return Max(0.015, level + (biased ? prior : 0));
        }

        Assignment Baseline(params (string, object)[] loss) => SpaceSketch.Assignment(
            [.. loss, ("resampling", "none"), ("optimizer", "adam"), ("optimizer.adam.learning_rate", 8e-3), ("output_bias", "zero")]);

        return new Surrogate("debtags", Space,
            [
                Baseline(("loss", "bce")),
                Baseline(("loss", "weighted_bce"), ("loss.weighted_bce.pos_weight", 50.0)),
                Baseline(("loss", "focal"), ("loss.focal.gamma", 2.0), ("loss.focal.alpha", 0.25)),
                Baseline(("loss", "positive_focal"), ("loss.positive_focal.gamma", 2.0), ("loss.positive_focal.pos_weight", 1.0)),
            ],
            assignment => -MacroAp(assignment), Noise: 0.006);
    }
}
