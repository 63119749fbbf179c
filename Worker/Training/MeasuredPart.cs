using Shared.Trials;
using TorchSharp;
using Worker.Data;
using Worker.Losses;
using Worker.Measures;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>One part of the data, with the room to score and measure it again and again.</summary>
/// <param name="name">Stands before every measure: <c>train</c>, <c>validation</c> or <c>test</c>.</param>
internal sealed class MeasuredPart(string name, DataPart part, TrainingCounts training, Device device)
{
    /// <summary>Rows scored at once: enough to keep the processor busy, few enough to stay in its cache.</summary>
    private const int ChunkRows = 512;

    private readonly BatchBuilder batches = new(part, device);
    private readonly PartEvaluator evaluator = new(part.Labels, training);
    private readonly float[] scores = new float[checked(part.Count * part.Labels.Labels)];
    private readonly int[] rows = [.. Enumerable.Range(0, part.Count)];

    public string Name => name;

    public LabelRows Labels => part.Labels;

    /// <summary>The name under which a measure of this part is reported.</summary>
    public string Prefix(string measure) => $"{name}.{measure}";

    /// <summary>
    /// Scores every row with the model as it predicts, and measures: the loss itself (mean over chunks of
    /// <see cref="ChunkRows"/> rows, by rows) and the measures of quality.
    /// </summary>
    /// <param name="fully">Also what is only computed at the end.</param>
    /// <param name="thresholds">Tuned on another part, length C; null: cross-fitted on the halves of this one.</param>
    /// <exception cref="DivergedException">The loss or a score is not finite.</exception>
    public Dictionary<string, double> Measure(Mlp model, Loss loss, bool fully, float[]? thresholds = null)
    {
        var meanLoss = Score(model, loss);
        if (!double.IsFinite(meanLoss)) throw new DivergedException($"{Prefix("loss")} is {meanLoss}");
        var kind = new ScoreKind(loss.HasProbabilities, loss.NaturalThreshold);
        var values = new Dictionary<string, double>(StringComparer.Ordinal) { [Prefix("loss")] = meanLoss };
        try
        {
            foreach (var (measure, value) in fully ? evaluator.EvaluateFully(scores, kind, thresholds) : evaluator.Evaluate(scores, kind, thresholds))
                values.Add(Prefix(measure), value);
        }
        catch (Diverged scored)
        {
            throw new DivergedException($"{name}: {scored.Message}");
        }
        return values;
    }

    /// <summary>Thresholds for each label that maximise F1 on the rows as last measured. Length C.</summary>
    public float[] TuneThresholds() => evaluator.TuneThresholds();

    /// <summary>The rows as last measured, label by label.</summary>
    public EvaluatedPart Tabulate() => evaluator.Tabulate();

    /// <returns>The mean loss.</returns>
    private double Score(Mlp model, Loss loss)
    {
        using var withoutGradients = no_grad();
        model.eval();
        var sum = 0.0;
        for (var start = 0; start < part.Count; start += ChunkRows)
        {
            using var scope = NewDisposeScope();
            var chunk = rows.AsSpan(start, Math.Min(ChunkRows, part.Count - start));
            var batch = batches.Build(chunk);
            var logits = model.Logits(batch);
            sum += chunk.Length * (double)loss.Of(logits, batch.Targets).item<float>();
            loss.Score(logits).cpu().data<float>().CopyTo(scores.AsSpan(start * part.Labels.Labels, chunk.Length * part.Labels.Labels), 0, 0);
        }
        return sum / part.Count;
    }
}
