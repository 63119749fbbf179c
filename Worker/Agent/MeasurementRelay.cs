using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// Passes an attempt's measurements on, in batches: whatever has piled up while a request was under way. Training never
/// waits for it, also while the coordinator is away; what could not be sent goes with the outcome.
/// </summary>
internal sealed class MeasurementRelay : IAsyncDisposable
{
    /// <summary>How long the first of a batch waits for company: a short trial has ended by then and needs no request for it.</summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorClient coordinator;
    private readonly AttemptToken attempt;
    private readonly Action<Verdict> judged;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly List<Measurement> pending = [];
    private readonly SemaphoreSlim arrived = new(0, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly Task sending;

    /// <param name="judged">Called with each verdict but <see cref="Verdict.Continue"/>.</param>
    public MeasurementRelay(CoordinatorClient coordinator, AttemptToken attempt, Action<Verdict> judged, TimeProvider time)
    {
        this.coordinator = coordinator;
        this.attempt = attempt;
        this.judged = judged;
        this.time = time;
        sending = SendAsync();
    }

    public void Add(Measurement measurement)
    {
        lock (gate)
        {
            pending.Add(measurement);
            if (pending.Count == 1) arrived.Release();
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
            Measurement[] batch;
            lock (gate) batch = [.. pending];
            var reply = await coordinator.MeasureAsync(attempt, new MeasureRequest(batch), ending.Token);
            lock (gate)
            {
                pending.RemoveRange(0, batch.Length);
                if (pending.Count > 0) arrived.Release();
            }
            if (reply.Verdict != Verdict.Continue) judged(reply.Verdict);
        }
    }
}
