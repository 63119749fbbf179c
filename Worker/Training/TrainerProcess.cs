using System.Text.Json;
using System.Threading.Channels;
using Shared.Protocol;
using Shared.Trials;
using Worker.Measures;

namespace Worker.Training;

/// <summary>Trains one trial.</summary>
/// <param name="measured">To be called after each epoch.</param>
/// <param name="checkpointed">To be called when a checkpoint is in its file.</param>
/// <param name="stop">Once cancelled: finish at the end of the epoch with the best so far.</param>
/// <returns>How it ended. Whatever is thrown becomes a failure of the fitting kind.</returns>
public delegate TrainerLine.Finished Train(TrainRequest request, Action<Measurement> measured, Action<TrainerLine.Checkpointed> checkpointed, CancellationToken stop);

/// <summary>
/// The frame of the built-in trainer: reads requests from standard input, trains one after the other and says what came
/// of it, until standard input ends. After a failure the worker ends this process, so nothing has to be put in order.
/// </summary>
/// <param name="log">Takes what is for the trial's log.</param>
internal sealed class TrainerProcess(Train train, string device, Stream input, Stream output, Action<string> log)
{
    private readonly Lock gate = new();
    private readonly Channel<TrainRequest> requests = Channel.CreateUnbounded<TrainRequest>();
    private (string Trial, CancellationTokenSource Stop)? current;

    /// <summary>Returns when standard input has ended and every request is answered.</summary>
    public async Task RunAsync()
    {
        var reading = ReadAsync();
        Say(new TrainerLine.Ready(Environment.ProcessId, device));
        await foreach (var request in requests.Reader.ReadAllAsync()) Say(Answer(request));
        await reading;
    }

    private TrainerLine Answer(TrainRequest request)
    {
        using var stop = new CancellationTokenSource();
        lock (gate) current = (request.Trial, stop);
        try
        {
            return train(request, measurement => Say(new TrainerLine.Measured(measurement)), Say, stop.Token);
        }
        catch (Exception error)
        {
            // The whole story goes to the log, the message to whoever looks at the sweep.
            log(error.ToString());
            return new TrainerLine.Failed(KindOf(error), error.Message);
        }
        finally
        {
            lock (gate) current = null;
        }
    }

    private static FailureKind KindOf(Exception error) => error switch
    {
        OutOfMemoryException => FailureKind.OutOfMemory,
        DivergedException or Diverged => FailureKind.Diverged,
        _ when MemoryFailure.IsIn(error.Message) => FailureKind.OutOfMemory,
        // A disk that is full or failing is the machine's fault: the trial is tried again.
        IOException => FailureKind.Lost,
        _ => FailureKind.UserError,
    };

    /// <summary>Reads beside the training, since a request to stop comes in the middle of it.</summary>
    private async Task ReadAsync()
    {
        try
        {
            // Console streams block: this must not happen on the thread that trains.
            using var lines = new StreamReader(input);
            while (await Task.Run(() => lines.ReadLine()) is { } line) Hear(line);
        }
        finally
        {
            requests.Writer.Complete();
        }
    }

    private void Hear(string line)
    {
        switch (JsonSerializer.Deserialize(line, ProtocolJson.Default.TrainerRequest))
        {
            case TrainRequest request:
                requests.Writer.TryWrite(request);
                break;
            case StopRequest stop:
                lock (gate)
                    if (current is { } trial && trial.Trial == stop.Trial) trial.Stop.Cancel();
                break;
        }
    }

    /// <summary>One write a line, so that lines of an epoch and of a failure never mix.</summary>
    private void Say(TrainerLine line)
    {
        byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(line, ProtocolJson.Default.TrainerLine), (byte)'\n'];
        output.Write(text);
        output.Flush();
    }
}
