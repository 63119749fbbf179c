using System.Collections.Immutable;
using System.Globalization;
using System.Text;
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
    private readonly OptimizerHelper optimizer;
    private readonly BatchBuilder batches;
    private readonly SeededGenerator rowOrder;
    private readonly SeededGenerator dropout;
    private readonly Patience patience;
    private readonly WeightsSnapshot best;
    private readonly bool measuresFully;
    private int epochsDone;
    private double secondsBefore;
    private Dictionary<string, double> bestTrainValues = [];

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
        dropout = Stream("dropout");
        model = new Mlp(data.Data.FeatureCount, [.. Settings.Model.Hidden, loss.Outputs], new SeededDropout(Settings.Model.Dropout, dropout), device);
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

    /// <summary>Goes on where an earlier attempt at this very trial got to, as if nothing had happened.</summary>
    /// <exception cref="DataProblem">The file is no checkpoint of this trial. The trial is in no sound state then: begin with another.</exception>
    public void Resume(ReadOnlySpan<byte> file, string place)
    {
        var checkpoint = TrialCheckpoint.Decode(file, TrialCheckpoint.OriginOf(request, data.Data), place);
        try
        {
            foreach (var (name, tensor) in State()) Put(tensor, checkpoint.Tensors[name]);
            using var stream = new MemoryStream(checkpoint.Optimizer);
            using var reader = new BinaryReader(stream);
            optimizer.load_state_dict(reader);
        }
        catch (Exception broken) when (broken is KeyNotFoundException or InvalidDataException or ArgumentException or EndOfStreamException)
        {
            throw new DataProblem($"{place} does not fit the trial: {broken.Message}");
        }
        var progress = checkpoint.Progress;
        // What an epoch leaves behind in the shuffled rows is not stored: drawing them again costs milliseconds.
        for (var epoch = 0; epoch < progress.Epoch; epoch++) resampling.NextEpoch(RowsPerEpoch, rowOrder);
        if (rowOrder.Position != progress.RowOrder) throw new DataProblem($"{place} was written by a trainer that visits rows in another order");
        dropout.Position = progress.Dropout;
        patience.State = progress.Patience;
        bestTrainValues = new Dictionary<string, double>(progress.TrainValues, StringComparer.Ordinal);
        epochsDone = progress.Epoch;
        secondsBefore = progress.Seconds;
    }

    /// <param name="measured">Called after every epoch.</param>
    /// <param name="checkpoints">Null: none are kept.</param>
    /// <param name="stop">Once cancelled, training ends with the epoch at hand.</param>
    /// <exception cref="DivergedException">A loss or score is not finite.</exception>
    /// <exception cref="DataProblem">The objective is not defined for this loss or these labels.</exception>
    public TrainerLine.Finished Run(Action<Measurement> measured, CheckpointWriter? checkpoints, CancellationToken stop)
    {
        while (!IsOver(stop))
        {
            TrainEpoch();
            var ofTrain = data.Train.Measure(model, loss, fully: false);
            var values = new Dictionary<string, double>(ofTrain, StringComparer.Ordinal);
            foreach (var (name, value) in data.Validation.Measure(model, loss, measuresFully)) values.Add(name, value);
            epochsDone++;
            measured(new Measurement(epochsDone, Seconds, values));
            if (patience.Judge(epochsDone, ObjectiveOf(values)))
            {
                best.Take();
                bestTrainValues = ofTrain;
            }
            if (!IsOver(stop)) checkpoints?.Offer(epochsDone, TakeCheckpoint);
        }

        best.Restore();
        return Finish();
    }

    public void Dispose()
    {
        best.Dispose();
        optimizer.Dispose();
        model.Dispose();
        loss.Dispose();
    }

    private double Seconds => secondsBefore + time.GetElapsedTime(started).TotalSeconds;

    private int RowsPerEpoch => EpochLength.InRows(data.Data.Train.Count, Settings.Training.BatchSize, Settings.Training.StepsPerEpoch);

    /// <summary>One epoch is trained whoever asks to stop, so that there is a best one.</summary>
    private bool IsOver(CancellationToken stop) =>
        epochsDone >= Settings.Training.Epochs || patience.IsOver || (epochsDone > 0 && stop.IsCancellationRequested);

    /// <summary>One pass over the rows that the resampling draws.</summary>
    internal void TrainEpoch()
    {
        model.train(on: true);
        var training = Settings.Training;
        ReadOnlySpan<int> rows = resampling.NextEpoch(RowsPerEpoch, rowOrder);
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

    private TrainerLine.Finished Finish()
    {
        var values = new Dictionary<string, double>(bestTrainValues, StringComparer.Ordinal);
        foreach (var (name, value) in data.Validation.Measure(model, loss, fully: true)) values.Add(name, value);
        var thresholds = data.Validation.TuneThresholds();
        var parts = new EvaluatedParts(data.Validation.Tabulate());
        if (data.Data.Test.Count > 0)
        {
            foreach (var (name, value) in data.Test.Measure(model, loss, fully: true, thresholds)) values.Add(name, value);
            parts = parts with { Test = data.Test.Tabulate() };
        }

        const string Weights = "weights.safetensors", Evaluated = "evaluation.json.gz";
        TrainedModel.Of(model, Settings, data.Data, thresholds, loss.CalibrationShift).Save(Path.Combine(request.Scratch, Weights));
        EvaluationFile.Save(new Evaluation(Evaluation.Version, data.Data.LabelNames, data.TrainingPositives, thresholds, parts), Path.Combine(request.Scratch, Evaluated));
        return new TrainerLine.Finished(
            patience.BestEpoch, Seconds, values,
            ImmutableSortedDictionary<string, string>.Empty.Add(TrialFiles.Weights, Weights).Add(TrialFiles.Evaluation, Evaluated));
    }

    private TrialCheckpoint TakeCheckpoint()
    {
        using var scope = NewDisposeScope();
        using var optimizerState = new MemoryStream();
        using (var writer = new BinaryWriter(optimizerState, Encoding.UTF8, leaveOpen: true)) optimizer.save_state_dict(writer);
        var tensors = new OrderedDictionary<string, StoredTensor>();
        foreach (var (name, tensor) in State()) tensors.Add(name, StoredTensor.Of(tensor));
        var progress = new TrialProgress(epochsDone, Seconds, patience.State, bestTrainValues, rowOrder.Position, dropout.Position);
        return new TrialCheckpoint(TrialCheckpoint.OriginOf(request, data.Data), progress, tensors, optimizerState.ToArray());
    }

    /// <summary>Every tensor that training changes, but for the optimizer's, by its name in a checkpoint.</summary>
    private IEnumerable<(string Name, Tensor Tensor)> State()
    {
        var named = model.named_parameters(recurse: true).ToArray();
        foreach (var (name, parameter) in named) yield return ($"model/{name}", parameter);
        for (var i = 0; i < named.Length; i++) yield return ($"best/{named[i].Item1}", best.Copies[i]);
        foreach (var (i, tensor) in loss.Observed.Index()) yield return ($"loss/{i}", tensor);
    }

    private static void Put(Tensor place, StoredTensor stored)
    {
        if (!place.shape.AsSpan().SequenceEqual(stored.Shape)) throw new InvalidDataException($"a tensor has shape [{string.Join(", ", stored.Shape)}] instead of [{string.Join(", ", place.shape)}]");
        using var inPlace = no_grad();
        using var source = tensor(stored.Values, stored.Shape, dtype: ScalarType.Float32, device: place.device, requires_grad: false, names: null);
        place.copy_(source, non_blocking: false);
    }

    private SeededGenerator Stream(string purpose) =>
        new(request.Seed, "trial", request.Number.ToString(CultureInfo.InvariantCulture), purpose);
}
