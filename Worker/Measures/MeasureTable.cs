using static Worker.Measures.Direction;
using static Worker.Measures.Timing;

namespace Worker.Measures;

/// <summary>Every measure, in the order of reports. Macro: the mean over labels. Micro: all cells of rows and labels pooled.</summary>
internal static class MeasureTable
{
    public static readonly IReadOnlyList<Measure> All =
    [
        new("macro_ap", HigherIsBetter, EachEpoch, false, "Mean average precision of the labels that have a positive."),
        new("micro_ap", HigherIsBetter, EachEpoch, false, "Average precision over all cells."),
        new("head_ap", HigherIsBetter, EachEpoch, false, "macro_ap of the third of labels most frequent in training."),
        new("medium_ap", HigherIsBetter, EachEpoch, false, "macro_ap of the third of labels between head and tail."),
        new("tail_ap", HigherIsBetter, EachEpoch, false, "macro_ap of the third of labels rarest in training."),
        new("macro_auc", HigherIsBetter, EachEpoch, false, "Mean area under the ROC curve of the labels that have a positive and a negative."),
        new("micro_auc", HigherIsBetter, EachEpoch, false, "Area under the ROC curve over all cells."),
        new("labels_evaluated", Neither, EachEpoch, false, "How many labels macro_ap speaks about."),
        new("labels_evaluated_auc", Neither, EachEpoch, false, "How many labels macro_auc speaks about."),
        new("accuracy", HigherIsBetter, EachEpoch, false, "Share of cells that are right at the natural threshold; high for a model that predicts nothing."),
        new("hamming_loss", LowerIsBetter, EachEpoch, false, "Share of cells that are wrong at the natural threshold."),
        new("macro_precision", HigherIsBetter, EachEpoch, false, "Mean TP/(TP+FP) at the natural threshold, 0/0 = 0."),
        new("macro_recall", HigherIsBetter, EachEpoch, false, "Mean TP/(TP+FN) at the natural threshold, 0/0 = 0."),
        new("macro_f1", HigherIsBetter, EachEpoch, false, "Mean 2TP/(2TP+FP+FN) at the natural threshold, 0/0 = 0."),
        new("cf1", HigherIsBetter, EachEpoch, false, "Harmonic mean of macro_precision and macro_recall, which is not macro_f1."),
        new("micro_precision", HigherIsBetter, EachEpoch, false, "TP/(TP+FP) of all cells at the natural threshold."),
        new("micro_recall", HigherIsBetter, EachEpoch, false, "TP/(TP+FN) of all cells at the natural threshold."),
        new("micro_f1", HigherIsBetter, EachEpoch, false, "2TP/(2TP+FP+FN) of all cells at the natural threshold."),
        new("accuracy_tuned", HigherIsBetter, EachEpoch, false, "accuracy at cross-fitted thresholds of each label."),
        new("macro_precision_tuned", HigherIsBetter, EachEpoch, false, "macro_precision at cross-fitted thresholds of each label."),
        new("macro_recall_tuned", HigherIsBetter, EachEpoch, false, "macro_recall at cross-fitted thresholds of each label."),
        new("macro_f1_tuned", HigherIsBetter, EachEpoch, false, "macro_f1 at cross-fitted thresholds of each label."),
        new("micro_precision_tuned", HigherIsBetter, EachEpoch, false, "micro_precision at cross-fitted thresholds of each label."),
        new("micro_recall_tuned", HigherIsBetter, EachEpoch, false, "micro_recall at cross-fitted thresholds of each label."),
        new("micro_f1_tuned", HigherIsBetter, EachEpoch, false, "micro_f1 at cross-fitted thresholds of each label."),
        new("sample_f1", HigherIsBetter, AtTheEnd, false, "Mean over rows of F1 of the row's labels at the natural threshold, 0/0 = 0."),
        new("subset_accuracy", HigherIsBetter, AtTheEnd, false, "Share of rows all of whose labels are right at the natural threshold."),
        new("ranking_loss", LowerIsBetter, AtTheEnd, false, "Mean over rows of the share of pairs in which an absent label scores at least as high as a present one."),
        new("coverage", LowerIsBetter, AtTheEnd, false, "How far down a row's ranking one must go to meet all its labels, on average."),
        new("lrap", HigherIsBetter, AtTheEnd, false, "Label ranking average precision: mean over rows and their labels of the precision at the label's rank."),
        new("precision_at_1", HigherIsBetter, AtTheEnd, false, "Share of rows whose first label is right."),
        new("precision_at_3", HigherIsBetter, AtTheEnd, false, "Share of right labels among the first 3 of a row."),
        new("precision_at_5", HigherIsBetter, AtTheEnd, false, "Share of right labels among the first 5 of a row."),
        new("ndcg_at_1", HigherIsBetter, AtTheEnd, false, "Discounted gain of the first label, of the rows with labels."),
        new("ndcg_at_3", HigherIsBetter, AtTheEnd, false, "Discounted gain of the first 3 labels over the best achievable, of the rows with labels."),
        new("ndcg_at_5", HigherIsBetter, AtTheEnd, false, "Discounted gain of the first 5 labels over the best achievable, of the rows with labels."),
        new("psp_at_1", HigherIsBetter, AtTheEnd, false, "precision_at_1 with rare labels weighing more (propensities of Jain 2016), over the best achievable."),
        new("psp_at_3", HigherIsBetter, AtTheEnd, false, "precision_at_3 with rare labels weighing more, over the best achievable."),
        new("psp_at_5", HigherIsBetter, AtTheEnd, false, "precision_at_5 with rare labels weighing more, over the best achievable."),
        new("brier", LowerIsBetter, AtTheEnd, true, "Mean squared difference of probability and truth over all cells."),
        new("ece", LowerIsBetter, AtTheEnd, true, "Expected calibration error: 15 bins of equal width, cells pooled."),
    ];
}
