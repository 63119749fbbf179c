using Shared.Protocol;
using Shared.Trials;
using Worker.Metrics;

namespace Worker.Agent;

/// <summary>
/// Passes an attempt's measurements on, in batches: whatever has piled up while a request was under way. Training never
/// waits for it, also while the coordinator is away; what could not be sent goes with the outcome. A checkpoint that was
/// stored is named with them, or alone.
/// </summary>
internal sealed class MeasurementRelay : IAsyncDisposable
{
    /// <summary>How long the first of a batch waits for company: a short trial has ended by then and needs no request for it.</summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorClient coordinator;
    private readonly AttemptToken attempt;
    private readonly Action<Verdict> judged;
    private readonly Action<string> broken;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly List<Measurement> pending = [];
    private readonly SemaphoreSlim arrived = new(0, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly Task sending;
    private Checkpoint? checkpoint;

    /// <param name="judged">Called with each verdict but <see cref="Verdict.Continue"/>.</param>
    /// <param name="broken">Called with the reason when the coordinator fails at these measurements again and again.</param>
    public MeasurementRelay(CoordinatorClient coordinator, AttemptToken attempt, Action<Verdict> judged, Action<string> broken, TimeProvider time)
    {
        this.coordinator = coordinator;
        this.attempt = attempt;
        this.judged = judged;
        this.broken = broken;
        this.time = time;
        sending = SendAsync();
    }

    public void Add(Measurement measurement)
    {
        lock (gate)
        {
            pending.Add(measurement);
            Wake();
        }
    }

    public void Add(Checkpoint stored)
    {
        lock (gate)
        {
            checkpoint = stored;
            Wake();
        }
    }

    /// <summary>Stops sending, and returns what the coordinator has not confirmed.</summary>
    public async Task<IReadOnlyList<Measurement>> EndAsync()
    {
        await ending.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) return [.. pending];
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        ending.Dispose();
        arrived.Dispose();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            await arrived.WaitAsync(ending.Token);
            await Task.Delay(Company, time, ending.Token);
            MeasureRequest batch;
            lock (gate) batch = new MeasureRequest([.. pending], checkpoint);
            // Whatever came during the wait for company went with what came before.
            if (batch.Measurements.Count == 0 && batch.Checkpoint is null) continue;
            if (await SayAsync(batch) is not { } reply) return;
            lock (gate)
            {
                pending.RemoveRange(0, batch.Measurements.Count);
                if (checkpoint == batch.Checkpoint) checkpoint = null;
                if (pending.Count > 0 || checkpoint is not null) Wake();
            }
            if (reply.Verdict != Verdict.Continue) judged(reply.Verdict);
        }
    }

    private async Task<MeasureReply?> SayAsync(MeasureRequest batch)
    {
        using var span = WorkerTraces.Report("measurements");
        try
        {
            return await coordinator.MeasureAsync(attempt, batch, ending.Token);
        }
        catch (RefusedException refusal) when (refusal.IsBroken)
        {
            broken(refusal.Message);
            return null;
        }
    }

    private void Wake()
    {
        if (arrived.CurrentCount == 0) arrived.Release();
    }
}
