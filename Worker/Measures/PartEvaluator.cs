using Shared.Trials;
using Worker.Data;

namespace Worker.Measures;

/// <summary>
/// Measures scores against the truth of one part, again and again: its buffers (twice the scores) are made once.
/// Not for two threads at a time.
/// </summary>
internal sealed class PartEvaluator
{
    private readonly LabelRows _truth;
    private readonly TrainingCounts _training;
    private readonly ColumnPositives _positives;
    private readonly ScoreColumns _columns;
    private readonly LabelRanks _ranks;
    private readonly PooledRanks _pooled;
    private readonly LabelMeasures[] _labels;
    private float? _naturalThreshold;

    /// <param name="truth">The labels of the part's N rows.</param>
    /// <param name="training">Label counts of the training part: they tell head from tail.</param>
    public PartEvaluator(LabelRows truth, TrainingCounts training)
    {
        _truth = truth;
        _training = training;
        _positives = new ColumnPositives(truth);
        _columns = new ScoreColumns(truth.Count, truth.Labels);
        _ranks = new LabelRanks(truth.Count);
        _pooled = new PooledRanks(_positives.Count);
        _labels = new LabelMeasures[truth.Labels];
    }

    /// <summary>What the last evaluation found of each label. Length C.</summary>
    public ReadOnlySpan<LabelMeasures> PerLabel => _labels;

    /// <summary>The measures of <see cref="Timing.EachEpoch"/>.</summary>
    /// <param name="scores">N by C, row after row.</param>
    /// <param name="tuned">Thresholds tuned on another part, length C; null for cross-fitting on the halves of this one.</param>
    /// <exception cref="Diverged">A score is NaN or infinite.</exception>
    public MeasureValues Evaluate(ReadOnlySpan<float> scores, ScoreKind kind, float[]? tuned = null)
    {
        _columns.Load(scores);
        _naturalThreshold = kind.NaturalThreshold;
        for (var label = 0; label < _labels.Length; label++) _labels[label] = MeasureLabel(label, kind, tuned);
        _pooled.Count(_columns, _positives);

        var values = new MeasureValues();
        AddRanking(values);
        if (kind.NaturalThreshold is not null) AddDecisions(values, label => label.Natural!.Value);
        AddTunedDecisions(values);
        return values;
    }

    /// <summary>All measures, those of <see cref="Timing.AtTheEnd"/> too.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public MeasureValues EvaluateFully(ReadOnlySpan<float> scores, ScoreKind kind, float[]? tuned = null)
    {
        var values = Evaluate(scores, kind, tuned);
        RowDecisions.AddTo(values, scores, _truth, kind);
        RowRanking.AddTo(values, scores, _truth);
        TopLabels.AddTo(values, scores, _truth, _training);
        if (kind.AreProbabilities) Calibration.AddTo(values, scores, _truth);
        return values;
    }

    /// <summary>Thresholds for each label, tuned on all rows of the scores last evaluated, to be kept with a model. Length C.</summary>
    public float[] TuneThresholds()
    {
        var thresholds = new float[_labels.Length];
        for (var label = 0; label < thresholds.Length; label++)
        {
            _ranks.Count(_columns, _positives, label);
            thresholds[label] = SCut.Tune(_ranks.Whole, _columns.Of(label));
        }

        return thresholds;
    }

    /// <summary>One threshold for all labels which maximises micro-F1 of the scores last evaluated; null without positives.</summary>
    public float? TuneGlobalThreshold() =>
        _pooled.Counts.BestThreshold() is { } best ? _pooled.Counts.Scale.Scores[best.Rank] : null;

    /// <summary>What the scores last evaluated say of each label, to be kept with a trial.</summary>
    public EvaluatedPart Tabulate()
    {
        var (predicted, tied) = (new IReadOnlyList<int>[_labels.Length], new IReadOnlyList<int>?[_labels.Length]);
        for (var label = 0; label < _labels.Length; label++)
        {
            _ranks.Count(_columns, _positives, label);
            (predicted[label], tied[label]) = EvaluationTable.RankedPositives(_ranks.Whole);
        }
        return new EvaluatedPart(
            _truth.Count,
            Array.ConvertAll(_labels, label => label.Positives),
            Array.ConvertAll(_labels, label => label.AveragePrecision),
            Array.ConvertAll(_labels, label => label.AreaUnderCurve),
            _naturalThreshold is { } threshold ? new NaturalDecisions(threshold, Hits(label => label.Natural!.Value), FalseAlarms(label => label.Natural!.Value)) : null,
            new TunedDecisions(Hits(label => label.Tuned), FalseAlarms(label => label.Tuned)),
            predicted,
            tied,
            EvaluationTable.Pooled(_pooled.Counts));

        int[] Hits(Func<LabelMeasures, Confusion> decided) => Array.ConvertAll(_labels, label => (int)decided(label).TruePositives);

        int[] FalseAlarms(Func<LabelMeasures, Confusion> decided) => Array.ConvertAll(_labels, label => (int)decided(label).FalsePositives);
    }

    private LabelMeasures MeasureLabel(int label, ScoreKind kind, float[]? tuned)
    {
        _ranks.Count(_columns, _positives, label);
        var column = _columns.Of(label);
        return new LabelMeasures(
            _positives.Of(label).Length,
            _ranks.Whole.AveragePrecision(),
            _ranks.Whole.AreaUnderCurve(),
            kind.NaturalThreshold is { } threshold ? Decide(column, label, threshold) : null,
            tuned is null ? SCut.CrossFit(_ranks, column) : Decide(column, label, tuned[label]));
    }

    private Confusion Decide(ReadOnlySpan<float> column, int label, float threshold)
    {
        var positives = _positives.Of(label);
        var hits = 0;
        foreach (var position in positives)
            if (column[position] >= threshold) hits++;
        return Confusion.Of(hits, ScoreCounts.AtLeast(column, threshold), positives.Length, column.Length);
    }

    private void AddRanking(MeasureValues values)
    {
        AddMeanPrecision(values, "macro_ap", Third.All);
        if (_pooled.Counts.AveragePrecision() is { } microPrecision) values.Add("micro_ap", microPrecision);
        AddMeanPrecision(values, "head_ap", Third.Head);
        AddMeanPrecision(values, "medium_ap", Third.Medium);
        AddMeanPrecision(values, "tail_ap", Third.Tail);

        var (sum, count) = (0.0, 0);
        foreach (var label in _labels)
        {
            if (label.AreaUnderCurve is not { } area) continue;
            sum += area;
            count++;
        }

        values.AddMean("macro_auc", sum, count);
        if (_pooled.Counts.AreaUnderCurve() is { } microArea) values.Add("micro_auc", microArea);
        values.Add("labels_evaluated", _labels.Count(label => label.AveragePrecision is not null));
        values.Add("labels_evaluated_auc", count);
    }

    private void AddMeanPrecision(MeasureValues values, string name, Third third)
    {
        var (sum, count) = (0.0, 0);
        for (var label = 0; label < _labels.Length; label++)
        {
            if (_labels[label].AveragePrecision is not { } precision) continue;
            if (third != Third.All && _training.ThirdOf(label) != third) continue;
            sum += precision;
            count++;
        }

        values.AddMean(name, sum, count);
    }

    private void AddDecisions(MeasureValues values, Func<LabelMeasures, Confusion> decided)
    {
        var micro = _labels.Aggregate(default(Confusion), (sum, label) => sum + decided(label));
        var precision = _labels.Average(label => decided(label).Precision);
        var recall = _labels.Average(label => decided(label).Recall);
        values.Add("accuracy", micro.Accuracy);
        values.Add("hamming_loss", 1 - micro.Accuracy);
        values.Add("macro_precision", precision);
        values.Add("macro_recall", recall);
        values.Add("macro_f1", _labels.Average(label => decided(label).F1));
        values.Add("cf1", precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
        values.Add("micro_precision", micro.Precision);
        values.Add("micro_recall", micro.Recall);
        values.Add("micro_f1", micro.F1);
    }

    private void AddTunedDecisions(MeasureValues values)
    {
        var micro = _labels.Aggregate(default(Confusion), (sum, label) => sum + label.Tuned);
        values.Add("accuracy_tuned", micro.Accuracy);
        values.Add("macro_precision_tuned", _labels.Average(label => label.Tuned.Precision));
        values.Add("macro_recall_tuned", _labels.Average(label => label.Tuned.Recall));
        values.Add("macro_f1_tuned", _labels.Average(label => label.Tuned.F1));
        values.Add("micro_precision_tuned", micro.Precision);
        values.Add("micro_recall_tuned", micro.Recall);
        values.Add("micro_f1_tuned", micro.F1);
    }
}
