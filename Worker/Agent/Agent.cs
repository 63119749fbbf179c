using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Telemetry;
using Shared.Trials;
using Worker.Devices;
using Worker.Metrics;

namespace Worker.Agent;

/// <summary>
/// The worker: claims trials for its slots, keeps their leases, relays, delivers, hands back. It trains nothing itself,
/// so that whatever a trainer does ends one trial and never the worker.
/// </summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly AgentOptions options;
    private readonly StateFolder folder;
    private readonly ILogger log;
    private readonly TrainerRecords records;
    private readonly Membership membership;
    private readonly Leases leases;
    private readonly Ending ending;
    private readonly IReadOnlyList<MemoryGate> gates;
    private readonly IReadOnlyList<Slot> slots;

    private Agent(AgentOptions options, StateFolder folder, PatientHttp http, WorkerMetrics metrics, WorkerLife worker, Backoff backoff, TimeProvider time, ILogger log)
    {
        this.options = options;
        this.folder = folder;
        this.log = log;
        ending = new Ending(options.Drain, options.HandBack, time);
        records = new TrainerRecords(folder.Trainers);
        var coordinator = new CoordinatorClient(http);
        var cache = new ArtefactCache(coordinator, options.Cache, options.CacheLimit, time);
        var files = new AttemptFiles(coordinator, metrics, log);
        membership = new Membership(coordinator, worker, options, log);
        leases = new Leases(coordinator, membership, backoff, DrainForCoordinator, time);
        gates = [.. options.Devices.Slots.Select(device => new MemoryGate(device, options.FreeMemory, options.Machine, time, log))];
        slots = [.. options.Devices.Slots.Select(NewSlot)];

        Slot NewSlot(TrainingDevice device, int index)
        {
            var trainers = new TrainerHost(options.Trainer.On(device), folder.Root, records, time, log);
            return new Slot(index, membership, coordinator, leases, trainers, gates[index], Begin, metrics, backoff, time, log);

            Attempt Begin(Grant grant) => new(grant, trainers, coordinator, cache, files, folder, metrics, options, time, log);
        }
    }

    /// <summary>Works until it is drained; then no process, no lease and no lock is left of it.</summary>
    /// <param name="worker">Shared with no other life of any worker.</param>
    /// <param name="random">Spreads retries and renewals.</param>
    /// <param name="drain">Ends it, within <see cref="AgentOptions.Drain"/> and <see cref="AgentOptions.HandBack"/>.</param>
    /// <exception cref="IOException">The state directory is in use, or cannot be written.</exception>
    /// <exception cref="RefusedException">The coordinator does not accept the worker.</exception>
    /// <exception cref="DeviceProblem">A device's memory cannot be watched as asked.</exception>
    public static async Task RunAsync(AgentOptions options, WorkerLife worker, SeededGenerator random, TimeProvider time, ILogger log, CancellationToken drain)
    {
        using var folder = StateFolder.Open(options.State);
        var backoff = new Backoff(random, time);
        using var metrics = new WorkerMetrics(options.Devices.Slots.Length);
        await using var export = OtlpExport.Begin(
            "sweeps-worker", typeof(Agent).Assembly.GetName().Version!.ToString(3), WorkerMetrics.MeterName, WorkerTraces.SourceName,
            cancel => metrics.Look(options.Machine, cancel), why => AgentLog.TelemetryNotSent(log, why), time);
        await using var server = options.Metrics is { } listen ? await MetricsServer.StartAsync(listen, metrics, options.Machine, drain) : null;
        if (server is not null) AgentLog.ServesMetrics(log, new Uri(server.Address, "/metrics"));
        using var http = new PatientHttp(options.Coordinators, options.Token, options.Roots, metrics, backoff, time, log);
        await using var agent = new Agent(options, folder, http, metrics, worker, backoff, time, log);
        await agent.RunAsync(drain);
    }

    public ValueTask DisposeAsync() => ending.DisposeAsync();

    private async Task RunAsync(CancellationToken drain)
    {
        var killed = records.KillLeftovers();
        if (killed > 0) AgentLog.LeftoversKilled(log, killed);
        folder.Sweep();
        foreach (var gate in gates) await gate.CheckAsync(drain);

        await using var draining = drain.Register(() =>
        {
            AgentLog.Draining(log, options.Drain.TotalSeconds, options.HandBack.TotalSeconds);
            ending.Drain();
        });
        try
        {
            var lease = await membership.JoinAsync(ending.NoMore);
            await WorkAsync(lease);
            await membership.LeaveAsync(ending.Deadline);
            AgentLog.Left(log);
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested)
        {
            // Drained before it had joined, or out of time: the leases run out.
        }
    }

    private void DrainForCoordinator()
    {
        if (ending.NoMore.IsCancellationRequested) return;
        AgentLog.DrainedByCoordinator(log);
        ending.Finish();
    }

    /// <summary>Runs the slots until all have drained. One that fails, for a reason that concerns all, ends the others.</summary>
    private async Task WorkAsync(TimeSpan lease)
    {
        using var renewing = new CancellationTokenSource();
        var renewals = GuardAsync(leases.KeepAsync(lease, renewing.Token));
        try
        {
            await Task.WhenAll(slots.Select(slot => GuardAsync(slot.RunAsync(ending))));
        }
        finally
        {
            await renewing.CancelAsync();
            await renewals;
        }

        async Task GuardAsync(Task part)
        {
            try
            {
                await part;
            }
            catch (OperationCanceledException) when (renewing.IsCancellationRequested)
            {
                // The last slot is done.
            }
            catch
            {
                ending.Abort();
                throw;
            }
        }
    }
}
