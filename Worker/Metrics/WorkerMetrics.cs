using System.Diagnostics.Metrics;
using Shared.Exposition;
using Shared.Protocol;
using Shared.Trials;
using Worker.Devices;

namespace Worker.Metrics;

/// <summary>
/// Every instrument of a worker, by its own knowledge: what became of its trials elsewhere, the coordinator tells.
/// Who scrapes it names it; labels are outcomes and the numbers of GPUs.
/// </summary>
internal sealed class WorkerMetrics : IDisposable
{
    /// <summary>For whoever listens to meters by their names, such as OpenTelemetry.</summary>
    public const string MeterName = "Sweeps.Worker";

    private readonly Meter meter = new(MeterName);
    private readonly UpDownCounter<int> running;
    private readonly Counter<long> finished, rows, uploads, uploaded, retried;
    private readonly Counter<double> training;
    private volatile IReadOnlyList<GpuReading> gpus = [];

    public WorkerMetrics(int slots)
    {
        Collector = new MeterCollector(meter);
        meter.CreateObservableGauge("sweeps.worker.slots", () => slots, "{slot}", "Trials that this worker can train at once.");
        running = meter.CreateUpDownCounter<int>("sweeps.worker.trials.running", "{trial}", "Trials that this worker holds.");
        finished = meter.CreateCounter<long>("sweeps.worker.trials.finished", "{trial}", "Attempts that ended here, by what came of them; gone: the coordinator gave the trial to somebody else.");
        training = meter.CreateCounter<double>("sweeps.worker.training", "s", "How long slots held trials.");
        rows = meter.CreateCounter<long>("sweeps.worker.rows", "{row}", "Rows that trials were trained on, each as often as it was seen, as far as trainers say.");
        uploads = meter.CreateCounter<long>("sweeps.worker.uploads", "{artefact}", "Artefacts that were stored with the coordinator.");
        uploaded = meter.CreateCounter<long>("sweeps.worker.uploaded", "By", "Bytes of those artefacts.");
        retried = meter.CreateCounter<long>("sweeps.worker.requests.retried", "{request}", "Requests to the coordinator that were tried again.");
        meter.CreateObservableGauge("sweeps.worker.gpu.memory", () => EachGpu(gpu => gpu.Memory is { } memory ? memory.Total << 20 : null), "By", "A GPU's memory.");
        meter.CreateObservableGauge("sweeps.worker.gpu.memory.used", () => EachGpu(gpu => gpu.Memory is { } memory ? (memory.Total - memory.Free) << 20 : null), "By", "A GPU's memory that is taken, whoever takes it.");
        meter.CreateObservableGauge("sweeps.worker.gpu.utilisation", () => EachGpu(gpu => gpu.Utilisation), "1", "Share of the time that a GPU computed, of late.");
        running.Add(0);
        rows.Add(0);
        retried.Add(0);
    }

    public MeterCollector Collector { get; }

    /// <summary>Asks the machine for its GPUs, if it has any.</summary>
    public async Task Look(Machine machine, CancellationToken cancel) => gpus = await machine.ReadGpusAsync(cancel) ?? [];

    public void Began() => running.Add(1);

    /// <param name="result">null: the trial was taken away.</param>
    public void Ended(AttemptResult? result, TimeSpan took)
    {
        running.Add(-1);
        training.Add(took.TotalSeconds);
        finished.Add(1, KeyValuePair.Create<string, object?>("outcome", NameOf(result)));
    }

    public void Trained(Shared.Trials.Measurement epoch) => rows.Add(epoch.Rows ?? 0);

    public void Uploaded(long bytes)
    {
        uploads.Add(1);
        uploaded.Add(bytes);
    }

    public void Retried() => retried.Add(1);

    public void Dispose()
    {
        Collector.Dispose();
        meter.Dispose();
    }

    public static string NameOf(AttemptResult? result) => result switch
    {
        null => "gone",
        AttemptResult.Completed => "completed",
        AttemptResult.HandedBack => "handed_back",
        AttemptResult.Failed failed => failed.Kind.Name(),
        _ => throw new InvalidOperationException($"no name for {result}"),
    };

    private IEnumerable<Measurement<double>> EachGpu(Func<GpuReading, double?> value)
    {
        foreach (var gpu in gpus)
            if (value(gpu) is { } number) yield return new Measurement<double>(number, KeyValuePair.Create<string, object?>("gpu", gpu.Index));
    }
}
