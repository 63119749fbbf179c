using Shared.Catalogue;
using Shared.Protocol;
using Shared.Space;
using Shared.Trials;
using Tests.Losses;
using Tests.Running;
using Worker.Data;
using Worker.Training;
using static TorchSharp.torch;

namespace Tests.Training;

/// <summary>A trial that was interrupted after an epoch and goes on in another trainer.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string scratch = Directory.CreateTempSubdirectory("sweeps-checkpoints-").FullName;
    private readonly LoadedData data = new(SmallData.Create(), CPU);

    public static TheoryData<string> Optimizers => [.. Components.Optimizer.Entries.Select(entry => entry.Name)];

    public static TheoryData<string> LossTitles => LossSample.Titles;

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    [Theory, MemberData(nameof(Optimizers))]
    public void Checkpointed_trial_that_is_resumed_ends_bit_for_bit_like_one_that_was_not_interrupted(string optimizer) =>
        GoesOnBitForBit(Long with { Optimizer = Requests.Default(Components.Optimizer[optimizer], ("learning_rate", new ParameterValue.Number(0.02))) }, data);

    [Theory, MemberData(nameof(LossTitles))]
    public void Every_loss_goes_on_bit_for_bit(string title)
    {
        var sample = LossSample.Find(title);
        var ofLoss = sample.Settings.Name == "count_normalised_ce" ? new LoadedData(SmallData.Create(oneLabel: true), CPU) : data;
        GoesOnBitForBit(Long with { Loss = sample.Settings }, ofLoss);
    }

    [Fact]
    public void Dropout_resampling_clipping_and_epochs_that_end_within_a_pass_go_on_bit_for_bit() => GoesOnBitForBit(
        Long with
        {
            Model = new ModelSettings([32, 24], Dropout: 0.3),
            Training = Long.Training with { StepsPerEpoch = 7, ClipGradient = 0.5 },
            Loss = Requests.Default(Components.Loss["batch_balanced_bce"]),
            Resampling = Requests.Default(Components.Resampling["oversample"]),
            OutputBias = "prior",
        },
        data);

    [Fact]
    public void Early_stopping_goes_on_with_the_patience_it_had()
    {
        var settings = Long with
        {
            Training = Long.Training with { Epochs = 100, EarlyStopping = new EarlyStopping(Patience: 3, MinDelta: 0) },
            Optimizer = Requests.Default(Components.Optimizer["adam"], ("learning_rate", new ParameterValue.Number(0.3))),
        };
        var whole = GoesOnBitForBit(settings, data);
        Assert.Equal(whole.Finished.BestEpoch + 3, whole.Measurements.Count);
    }

    [Fact]
    public void A_trial_can_be_interrupted_again_and_again()
    {
        var request = Requests.Of(Long);
        var whole = Interruptible(request, data, resume: null);
        var first = Interruptible(request, data, whole.Checkpoints[2]);
        var second = Interruptible(request, data, first.Checkpoints[3]);
        AssertSame(whole, second, after: 3);
    }

    [Fact]
    public void Keeping_checkpoints_changes_no_bit()
    {
        var without = Requests.Train(Requests.Of(Long), data);
        var with = Interruptible(Requests.Of(Long), data, resume: null);
        Assert.Equal(without.Weights, with.Trained.Weights);
        Assert.Equal([1, 2, 3, 4, 5], with.Checkpoints.Keys);
    }

    [Fact]
    public void Seconds_go_on_from_those_of_the_checkpoint()
    {
        var time = new ManualTime();
        var request = Requests.Of(Long);
        var whole = Interruptible(request, data, resume: null, time, perEpoch: TimeSpan.FromSeconds(10));
        var resumed = Interruptible(request, data, whole.Checkpoints[4], time, perEpoch: TimeSpan.FromSeconds(10));
        Assert.Equal([0, 10, 20, 30, 40, 50], whole.Trained.Measurements.Select(measurement => measurement.Seconds));
        // The checkpoint was taken 40 s after the begin, and the next epoch took no time by this clock.
        Assert.Equal([40, 50], resumed.Trained.Measurements.Select(measurement => measurement.Seconds));
        Assert.Equal(60, resumed.Trained.Finished.Seconds);
    }

    public static TheoryData<string> Others => ["trial", "number", "seed", "data", "settings"];

    [Theory, MemberData(nameof(Others))]
    public void A_checkpoint_of_another_trial_is_refused(string other)
    {
        var request = Requests.Of(Requests.Settings);
        var checkpoint = Interruptible(request, data, resume: null).Checkpoints[1];
        var (asked, on) = other switch
        {
            "trial" => (request with { Trial = "another/0" }, data),
            "number" => (request with { Number = 7 }, data),
            "seed" => (request with { Seed = 2 }, data),
            "data" => (request, new LoadedData(SmallData.Create(seed: 2), CPU)),
            _ => (request with { Settings = Requests.Settings with { OutputBias = "prior" } }, data),
        };
        using var trial = new Trial(asked, on, CPU, TimeProvider.System);
        var refused = Assert.Throws<DataProblem>(() => trial.Resume(checkpoint, "the checkpoint"));
        Assert.Equal($"the checkpoint is of another trial: its `{other}` is not that of {asked.Trial}", refused.Message);
    }

    [Fact]
    public void A_checkpoint_that_is_cut_off_anywhere_is_refused()
    {
        var request = Requests.Of(Requests.Settings);
        var checkpoint = Interruptible(request, data, resume: null).Checkpoints[1];
        for (var length = 0; length < checkpoint.Length; length += 97)
        {
            using var trial = new Trial(request, data, CPU, TimeProvider.System);
            Assert.Throws<DataProblem>(() => trial.Resume(checkpoint.AsSpan(0, length), "the checkpoint"));
        }
    }

    [Fact]
    public void Two_files_take_turns_and_one_is_written_at_most_as_often_as_asked()
    {
        var time = new ManualTime();
        var announced = new List<TrainerLine.Checkpointed>();
        var writer = new CheckpointWriter(scratch, TimeSpan.FromSeconds(5), announced.Add, Assert.Fail, time);
        for (var epoch = 1; epoch <= 8; epoch++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            writer.Offer(epoch, Small);
        }
        Assert.Equal(
            [new TrainerLine.Checkpointed(3, "checkpoint-0.safetensors"), new TrainerLine.Checkpointed(6, "checkpoint-1.safetensors")], announced);
        Assert.Equal(["checkpoint-0.safetensors", "checkpoint-1.safetensors"], Directory.GetFiles(scratch).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_disk_that_takes_nothing_costs_the_checkpoint_and_not_the_trial()
    {
        var log = new List<string>();
        var writer = new CheckpointWriter(Path.Combine(scratch, "none"), TimeSpan.Zero, _ => Assert.Fail("none was written"), log.Add, TimeProvider.System);
        writer.Offer(1, Small);
        Assert.StartsWith("no checkpoint was written: ", Assert.Single(log), StringComparison.Ordinal);
    }

    private static TrialSettings Long { get; } = Requests.Settings with { Training = Requests.Settings.Training with { Epochs = 6 } };

    private static TrialCheckpoint Small() => new(
        new Dictionary<string, string>(), new TrialProgress(1, 1, new PatienceState(0, 0, 0, 1), new Dictionary<string, double>(), default, default), new Dictionary<string, Worker.Weights.StoredTensor>(), []);

    /// <summary>Interrupted after each of its epochs.</summary>
    private static Requests.Trained GoesOnBitForBit(TrialSettings settings, LoadedData on)
    {
        var request = Requests.Of(settings, number: 3);
        var whole = Interruptible(request, on, resume: null);
        Assert.NotEmpty(whole.Checkpoints);
        foreach (var (epoch, checkpoint) in whole.Checkpoints) AssertSame(whole, Interruptible(request, on, checkpoint), epoch);
        return whole.Trained;
    }

    private static void AssertSame(Run whole, Run resumed, int after)
    {
        Assert.Equal(whole.Trained.Measurements.Skip(after).Select(Values), resumed.Trained.Measurements.Select(Values));
        Assert.Equal(whole.Trained.Finished.BestEpoch, resumed.Trained.Finished.BestEpoch);
        Assert.Equal(whole.Trained.Finished.Values, resumed.Trained.Finished.Values);
        Assert.Equal(whole.Trained.Weights, resumed.Trained.Weights);

        static string Values(Measurement measurement) => $"{measurement.Epoch}: {string.Join(" ", measurement.Values.Select(value => $"{value.Key}={value.Value:R}"))}";
    }

    /// <summary>Trains with a checkpoint after every epoch but the last.</summary>
    /// <param name="perEpoch">How far the clock moves after an epoch.</param>
    private static Run Interruptible(TrainRequest request, LoadedData on, byte[]? resume, ManualTime? time = null, TimeSpan perEpoch = default)
    {
        var checkpoints = new SortedDictionary<int, byte[]>();
        var clock = time ?? new ManualTime();
        var trained = Requests.Train(request, (given, measured) =>
        {
            using var trial = new Trial(given, on, CPU, clock);
            if (resume is not null) trial.Resume(resume, "the checkpoint");
            var writer = new CheckpointWriter(
                given.Scratch, TimeSpan.Zero, line => checkpoints.Add(line.Epoch, File.ReadAllBytes(Path.Combine(given.Scratch, line.File))), Assert.Fail, clock);
            return trial.Run(
                measurement =>
                {
                    measured(measurement);
                    clock.Advance(perEpoch);
                }, writer, CancellationToken.None);
        });
        return new Run(trained, checkpoints);
    }

    private sealed record Run(Requests.Trained Trained, SortedDictionary<int, byte[]> Checkpoints);
}
