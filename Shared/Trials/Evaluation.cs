using System.Text.Json.Serialization;

namespace Shared.Trials;

/// <summary>
/// How a trained model does, label by label: enough to draw every label's ROC and precision-recall curve without the scores. C labels, in the
/// order of the prepared data; every list over labels has length C.
/// </summary>
/// <param name="Sweeps">Version of the format, 1.</param>
/// <param name="TrainingPositives">n_c of the training part.</param>
/// <param name="Thresholds">Tuned on the validation part: score >= threshold predicts.</param>
public sealed record Evaluation(
    int Sweeps, IReadOnlyList<string> Labels, IReadOnlyList<int> TrainingPositives, IReadOnlyList<float> Thresholds, EvaluatedParts Parts)
{
    public const int Version = 1;
}

/// <param name="Test">null: the data has no test part.</param>
public sealed record EvaluatedParts(
    EvaluatedPart Validation, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EvaluatedPart? Test = null)
{
    /// <param name="part"><c>validation</c>, or <c>test</c> where there is one.</param>
    public EvaluatedPart Of(string part) => part == "test" ? Test! : Validation;
}

/// <summary>One part of the data.</summary>
/// <param name="Positives">Rows that carry the label.</param>
/// <param name="Ap">Average precision; null without positives.</param>
/// <param name="Auc">Area under the ROC curve; null without a positive or without a negative.</param>
/// <param name="Natural">At the natural threshold; null where scores only rank.</param>
/// <param name="Tuned">At cross-fitted thresholds on validation, at those tuned on validation on test.</param>
/// <param name="Predicted">
/// For each positive of the label, by score descending: how many rows score at least as high. A cut that keeps predicted[k] rows has as many
/// hits as there are entries up to predicted[k].
/// </param>
/// <param name="Tied">
/// For each entry of <paramref name="Predicted"/>: how many negatives have that very score. null: none, for any of the label's positives. A
/// negative that is tied counts half in the area under the ROC curve, one below not at all.
/// </param>
public sealed record EvaluatedPart(
    int Rows,
    IReadOnlyList<int> Positives,
    IReadOnlyList<double?> Ap,
    IReadOnlyList<double?> Auc,
    NaturalDecisions? Natural,
    TunedDecisions Tuned,
    IReadOnlyList<IReadOnlyList<int>> Predicted,
    IReadOnlyList<IReadOnlyList<int>?> Tied,
    PooledCurve Pooled);

/// <summary>True and false positives of each label.</summary>
public sealed record NaturalDecisions(float Threshold, IReadOnlyList<int> Tp, IReadOnlyList<int> Fp);

/// <summary>True and false positives of each label.</summary>
public sealed record TunedDecisions(IReadOnlyList<int> Tp, IReadOnlyList<int> Fp);

/// <summary>All cells of rows and labels in one curve, in at most <see cref="MostCuts"/> cuts, from the highest score of a positive to the lowest.</summary>
/// <param name="Hits">Positives that a cut keeps.</param>
/// <param name="Predicted">Cells that it keeps.</param>
public sealed record PooledCurve(long Positives, long Cells, IReadOnlyList<int> Hits, IReadOnlyList<int> Predicted)
{
    public const int MostCuts = 1000;
}
