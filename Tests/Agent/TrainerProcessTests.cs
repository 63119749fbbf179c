using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using Shared.Protocol;
using Shared.Space;
using Shared.Trials;
using Worker.Training;

namespace Tests.Agent;

/// <summary>The frame of the built-in trainer, spoken to through its two streams.</summary>
public sealed class TrainerProcessTests
{
    private static readonly TrainerLine.Finished Done = new(1, 2.5, new Dictionary<string, double>(), new Dictionary<string, string>());

    [Fact]
    public async Task Requests_are_answered_one_after_the_other_until_the_input_ends()
    {
        var lines = await AnswersAsync((_, measured, checkpointed, _) =>
        {
            measured(new Measurement(1, 0.5, new Dictionary<string, double> { ["validation.loss"] = double.NaN }));
            checkpointed(new TrainerLine.Checkpointed(1, "checkpoint"));
            return Done;
        }, Request(0), Request(1));

        Assert.Equal(["Ready", "Measured", "Checkpointed", "Finished", "Measured", "Checkpointed", "Finished"], lines.Select(line => line.GetType().Name));
        Assert.Equal(double.NaN, Assert.IsType<TrainerLine.Measured>(lines[1]).Measurement.Values["validation.loss"]);
    }

    public static TheoryData<Exception, FailureKind> Exceptions => new()
    {
        { new InsufficientMemoryException("no"), FailureKind.OutOfMemory },
        { new InvalidOperationException("[enforce fail at alloc_cpu.cpp:83] DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes."), FailureKind.OutOfMemory },
        { new DivergedException("the loss is NaN in epoch 2"), FailureKind.Diverged },
        { new Worker.Measures.Diverged(3, 4), FailureKind.Diverged },
        { new InvalidOperationException("label 7 has no positives"), FailureKind.UserError },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Exception_becomes_a_failure_of_its_kind(Exception thrown, FailureKind kind)
    {
        var lines = await AnswersAsync((_, _, _, _) => throw thrown, Request(0));
        Assert.Equal(new TrainerLine.Failed(kind, thrown.Message), lines[1]);
    }

    [Fact]
    public async Task Request_to_stop_reaches_the_trial_it_names_and_no_other()
    {
        var (toTrainer, fromTrainer) = (new Pipe(), new Pipe());
        using var begun = new SemaphoreSlim(0);
        var trainer = new TrainerProcess(
            (request, _, _, stop) =>
            {
                begun.Release();
                // Bounded, so that a stop that never comes fails the test.
                return Done with { BestEpoch = stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(60)) ? 1 : 0 };
            },
            "cpu", toTrainer.Reader.AsStream(), fromTrainer.Writer.AsStream(), _ => { });
        var running = Task.Run(trainer.RunAsync);
        var input = toTrainer.Writer.AsStream();

        await SayAsync(input, Request(5));
        await Soon.Happens(begun.WaitAsync(), "the trial's begin");
        await SayAsync(input, new StopRequest(1, "sweep/4"));
        await SayAsync(input, new StopRequest(1, "sweep/5"));
        await toTrainer.Writer.CompleteAsync();
        await Soon.Happens(running, "the trainer's end");
        await fromTrainer.Writer.CompleteAsync();

        var lines = await ReadAsync(fromTrainer.Reader.AsStream());
        Assert.Equal(1, Assert.IsType<TrainerLine.Finished>(lines[1]).BestEpoch);
    }

    [Fact]
    public async Task Standard_output_of_the_real_trainer_is_its_log_but_for_the_protocol()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sweeps-worker"), "trainer")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var ready = process.StandardOutput.ReadLineAsync();
        await Soon.Happens(ready, "the trainer's readiness");

        string Target(int file) => new FileInfo($"/proc/{process.Id}/fd/{file}").LinkTarget!;
        Assert.Equal(new TrainerLine.Ready(process.Id, "cpu"), JsonSerializer.Deserialize((await ready)!, ProtocolJson.Default.TrainerLine));
        Assert.Equal(Target(2), Target(1));

        process.StandardInput.Close();
        await Soon.Happens(process.WaitForExitAsync(), "the trainer's end");
        Assert.Equal(0, process.ExitCode);
    }

    private static TrainRequest Request(int number) => new(
        1, $"sweep/{number}", number, 7,
        new TrialSettings(new ModelSettings([], 0), new TrainingSettings(1, 1, null, null, null), Nothing("bce"), Nothing("none"), Nothing("adam"), "zero", new Objective("validation.loss", false)),
        "data", "scratch");

    private static Component Nothing(string name) => new(name, ImmutableSortedDictionary<string, ParameterValue>.Empty);

    private static async Task<List<TrainerLine>> AnswersAsync(Train train, params TrainerRequest[] requests)
    {
        using var input = new MemoryStream();
        foreach (var request in requests) await SayAsync(input, request);
        input.Position = 0;
        using var output = new MemoryStream();
        await new TrainerProcess(train, "cpu", input, output, _ => { }).RunAsync();
        return await ReadAsync(new MemoryStream(output.ToArray()));
    }

    private static async Task SayAsync(Stream input, TrainerRequest request) =>
        await input.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.TrainerRequest), (byte)'\n']);

    private static async Task<List<TrainerLine>> ReadAsync(Stream output)
    {
        using var reader = new StreamReader(output);
        var lines = new List<TrainerLine>();
        while (await reader.ReadLineAsync() is { } line) lines.Add(JsonSerializer.Deserialize(line, ProtocolJson.Default.TrainerLine)!);
        return lines;
    }
}
