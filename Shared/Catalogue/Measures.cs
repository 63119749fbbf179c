using System.Collections.Immutable;
using static Shared.Catalogue.MeasureNeed;

namespace Shared.Catalogue;

/// <summary>Every measure that is reported, by the name that an objective can have.</summary>
public static class Measures
{
    /// <summary>The part of the data that objectives are measured on.</summary>
    public const string ValidationPart = "validation";

    /// <summary>The training loss: comparable only between trials of one loss with one setting.</summary>
    public const string Loss = "loss";

    public static ImmutableArray<MeasureEntry> All { get; } =
    [
        Higher("macro_ap", Scores, "mean of the labels' average precisions; labels without positives are left out and counted"),
        Higher("micro_ap", Scores, "average precision of all cells pooled"),
        Higher("head_ap", Scores, "macro_ap of the most frequent third of the labels"),
        Higher("medium_ap", Scores, "macro_ap of the middle third of the labels"),
        Higher("tail_ap", Scores, "macro_ap of the rarest third of the labels"),
        Higher("macro_auc", Scores, "mean of the labels' areas under the ROC curve"),
        Higher("micro_auc", Scores, "area under the ROC curve of all cells pooled"),
        Higher("macro_precision", NaturalThreshold, "mean of the labels' precisions at the natural threshold"),
        Higher("micro_precision", NaturalThreshold, "precision of all cells pooled at the natural threshold"),
        Higher("macro_recall", NaturalThreshold, "mean of the labels' recalls at the natural threshold"),
        Higher("micro_recall", NaturalThreshold, "recall of all cells pooled at the natural threshold"),
        Higher("macro_f1", NaturalThreshold, "mean of the labels' F1 at the natural threshold"),
        Higher("micro_f1", NaturalThreshold, "F1 of all cells pooled at the natural threshold"),
        Higher("accuracy_tuned", Scores, "accuracy at cross-fitted thresholds, one a label"),
        Higher("macro_precision_tuned", Scores, "macro_precision at cross-fitted thresholds, one a label"),
        Higher("micro_precision_tuned", Scores, "micro_precision at cross-fitted thresholds, one a label"),
        Higher("macro_recall_tuned", Scores, "macro_recall at cross-fitted thresholds, one a label"),
        Higher("micro_recall_tuned", Scores, "micro_recall at cross-fitted thresholds, one a label"),
        Higher("macro_f1_tuned", Scores, "macro_f1 at cross-fitted thresholds, one a label"),
        Higher("micro_f1_tuned", Scores, "micro_f1 at cross-fitted thresholds, one a label"),
        Higher("cf1", NaturalThreshold, "harmonic mean of macro_precision and macro_recall; not macro_f1"),
        Higher("sample_f1", NaturalThreshold, "mean of the rows' F1 at the natural threshold"),
        Higher("subset_accuracy", NaturalThreshold, "share of rows with every label right"),
        Higher("accuracy", NaturalThreshold, "share of cells that are right"),
        Lower("hamming_loss", NaturalThreshold, "share of cells that are wrong"),
        Lower("ranking_loss", Scores, "share of a row's pairs of a one and a zero that are in the wrong order, ties included"),
        Lower("coverage", Scores, "mean depth in a row's ranking at which all its labels are found"),
        Higher("lrap", Scores, "label ranking average precision"),
        Higher("precision_at_1", Scores, "share of rows whose first label is right"),
        Higher("precision_at_3", Scores, "share of right ones among a row's first 3 labels"),
        Higher("precision_at_5", Scores, "share of right ones among a row's first 5 labels"),
        Higher("ndcg_at_1", Scores, "normalised discounted cumulative gain of a row's first label"),
        Higher("ndcg_at_3", Scores, "normalised discounted cumulative gain of a row's first 3 labels"),
        Higher("ndcg_at_5", Scores, "normalised discounted cumulative gain of a row's first 5 labels"),
        Higher("psp_at_1", Scores, "propensity-scored precision of a row's first label (Jain et al. 2016)"),
        Higher("psp_at_3", Scores, "propensity-scored precision of a row's first 3 labels (Jain et al. 2016)"),
        Higher("psp_at_5", Scores, "propensity-scored precision of a row's first 5 labels (Jain et al. 2016)"),
        Lower("brier", Probabilities, "mean squared error of the probabilities"),
        Lower("ece", Probabilities, "expected calibration error, 15 equal-width bins, cells pooled"),
        Lower(Loss, Scores, "the trial's own loss"),
    ];

    public static MeasureEntry? Find(string name) => All.FirstOrDefault(measure => measure.Name == name);

    private static MeasureEntry Higher(string name, MeasureNeed needs, string summary) => new(name, true, needs, summary);

    private static MeasureEntry Lower(string name, MeasureNeed needs, string summary) => new(name, false, needs, summary);
}
