using System.Collections.Immutable;
using System.Globalization;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Trials;
using TorchSharp;
using TorchSharp.Modules;
using Worker.Data;
using Worker.Losses;
using Worker.Measures;
using Worker.Resampling;
using Worker.Weights;
using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>
/// One trial: trains a model as its settings say, reports measures after every epoch, goes back to the best epoch and
/// leaves its weights behind. Initial weights follow from the sweep's seed, everything else random from the seed and the
/// trial's number, so that the same request gives the same bits.
/// </summary>
internal sealed class Trial : IDisposable
{
    private readonly TrainRequest request;
    private readonly LoadedData data;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly Loss loss;
    private readonly IResampling resampling;
    private readonly Mlp model;
    private readonly Parameter[] parameters;
    private readonly optim.Optimizer optimizer;
    private readonly BatchBuilder batches;
    private readonly SeededGenerator rowOrder;
    private readonly Patience patience;
    private readonly WeightsSnapshot best;
    private readonly bool measuresFully;

    /// <exception cref="DataProblem">The labels are none that the loss can be trained on.</exception>
    public Trial(TrainRequest request, LoadedData data, Device device, TimeProvider time)
    {
        this.request = request;
        this.data = data;
        this.time = time;
        started = time.GetTimestamp();
        loss = LossFactory.Create(Settings.Loss, data.Statistics, new Placement(ScalarType.Float32, device));
        foreach (var part in new[] { data.Train, data.Validation, data.Test })
            if (loss.ObjectionTo(part.Labels) is { } objection) throw new DataProblem($"{part.Name} part: {objection}");

        resampling = ResamplingFactory.Create(Settings.Resampling, data.Data.Train.Labels);
        var asResampled = new LabelStatistics(data.Statistics.Rows, resampling.ExpectedPositives);
        model = new Mlp(data.Data.FeatureCount, [.. Settings.Model.Hidden, loss.Outputs], new SeededDropout(Settings.Model.Dropout, Stream("dropout")), device);
        InitialWeights.Set(model, request.Seed, loss.InitialBias(Settings.OutputBias == "prior", asResampled));
        parameters = [.. model.parameters(recurse: true)];
        optimizer = OptimizerFactory.Create(Settings.Optimizer, parameters);
        batches = new BatchBuilder(data.Data.Train, device);
        rowOrder = Stream("rows");
        patience = new Patience(Settings.Objective, Settings.Training.EarlyStopping);
        best = new WeightsSnapshot(model);
        measuresFully = MeasureTable.All.Any(measure => measure.Timing == Timing.AtTheEnd && data.Validation.Prefix(measure.Name) == Settings.Objective.Measure);
    }

    /// <summary>What the user should know before the training, a sentence each.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            foreach (var warning in resampling.Warnings) yield return warning;
            var labels = data.Data.Train.Labels;
            var empty = loss.SkipsRowsWithoutLabels ? Enumerable.Range(0, labels.Count).Count(row => labels.Of(row).IsEmpty) : 0;
            if (empty > 0) yield return $"{Settings.Loss.Name} skips {empty} of {labels.Count} training rows, which have no label";
        }
    }

    private TrialSettings Settings => request.Settings;

    /// <param name="measured">Called after every epoch.</param>
    /// <param name="stop">Once cancelled, training ends with the epoch at hand.</param>
    /// <exception cref="DivergedException">A loss or score is not finite.</exception>
    /// <exception cref="DataProblem">The objective is not defined for this loss or these labels.</exception>
    public TrainerLine.Finished Run(Action<Measurement> measured, CancellationToken stop)
    {
        var trainValues = new Dictionary<string, double>();
        for (var epoch = 1; epoch <= Settings.Training.Epochs && !patience.IsOver && !(epoch > 1 && stop.IsCancellationRequested); epoch++)
        {
            TrainEpoch();
            var ofTrain = data.Train.Measure(model, loss, fully: false);
            var values = new Dictionary<string, double>(ofTrain, StringComparer.Ordinal);
            foreach (var (name, value) in data.Validation.Measure(model, loss, measuresFully)) values.Add(name, value);
            measured(new Measurement(epoch, Seconds, values));
            if (!patience.Judge(epoch, ObjectiveOf(values))) continue;
            best.Take();
            trainValues = ofTrain;
        }

        best.Restore();
        return Finish(trainValues);
    }

    public void Dispose()
    {
        best.Dispose();
        optimizer.Dispose();
        model.Dispose();
        loss.Dispose();
    }

    private double Seconds => time.GetElapsedTime(started).TotalSeconds;

    /// <summary>One pass over the rows that the resampling draws.</summary>
    internal void TrainEpoch()
    {
        model.train(on: true);
        var training = Settings.Training;
        ReadOnlySpan<int> rows = resampling.NextEpoch(EpochLength.InRows(data.Data.Train.Count, training.BatchSize, training.StepsPerEpoch), rowOrder);
        for (var start = 0; start < rows.Length; start += training.BatchSize)
            Step(rows[start..Math.Min(start + training.BatchSize, rows.Length)]);
    }

    /// <summary>The loss is not read here: on a GPU that would wait for it. What diverges is found when the epoch is measured.</summary>
    private void Step(ReadOnlySpan<int> rows)
    {
        using var scope = NewDisposeScope();
        var batch = batches.Build(rows);
        loss.Observe(batch.Targets);
        model.zero_grad(set_to_none: true);
        loss.Of(model.Logits(batch), batch.Targets).backward();
        if (Settings.Training.ClipGradient is { } norm) nn.utils.clip_grad_norm_(parameters, norm, norm_type: 2);
        optimizer.step(closure: null);
    }

    private double ObjectiveOf(Dictionary<string, double> values) =>
        values.TryGetValue(Settings.Objective.Measure, out var value)
            ? value
            : throw new DataProblem($"the objective {Settings.Objective.Measure} is not defined for {Settings.Loss.Name} on this data: the measures are {string.Join(", ", values.Keys)}");

    /// <param name="trainValues">Of the best epoch; they need not be measured again.</param>
    private TrainerLine.Finished Finish(Dictionary<string, double> trainValues)
    {
        var values = new Dictionary<string, double>(trainValues, StringComparer.Ordinal);
        foreach (var (name, value) in data.Validation.Measure(model, loss, fully: true)) values.Add(name, value);
        var thresholds = data.Validation.TuneThresholds();
        if (data.Data.Test.Count > 0)
            foreach (var (name, value) in data.Test.Measure(model, loss, fully: true, thresholds)) values.Add(name, value);

        const string File = "weights.safetensors";
        TrainedModel.Of(model, Settings, data.Data, thresholds, loss.CalibrationShift).Save(Path.Combine(request.Scratch, File));
        return new TrainerLine.Finished(patience.BestEpoch, Seconds, values, ImmutableSortedDictionary<string, string>.Empty.Add("weights", File));
    }

    private SeededGenerator Stream(string purpose) =>
        new(request.Seed, "trial", request.Number.ToString(CultureInfo.InvariantCulture), purpose);
}
