using Microsoft.Extensions.Logging;
using Shared.Protocol;
using Shared.Randomness;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// The worker: claims trials for its slots, keeps their leases, relays, delivers, hands back. It trains nothing itself,
/// so that whatever a trainer does ends one trial and never the worker.
/// </summary>
internal sealed class Agent
{
    private readonly AgentOptions options;
    private readonly StateFolder folder;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly TrainerRecords records;
    private readonly Membership membership;
    private readonly Leases leases;
    private readonly IReadOnlyList<Slot> slots;

    private Agent(AgentOptions options, StateFolder folder, PatientHttp http, WorkerLife worker, Backoff backoff, TimeProvider time, ILogger log)
    {
        this.options = options;
        this.folder = folder;
        this.time = time;
        this.log = log;
        records = new TrainerRecords(folder.Trainers);
        var coordinator = new CoordinatorClient(http);
        var cache = new ArtefactCache(coordinator, options.Cache);
        var files = new AttemptFiles(coordinator, log);
        membership = new Membership(coordinator, worker, options.Slots, options.Device, log);
        leases = new Leases(coordinator, membership, time);
        slots = [.. Enumerable.Range(0, options.Slots).Select(NewSlot)];

        Slot NewSlot(int index)
        {
            var trainers = new TrainerHost(options.Trainer, folder.Root, records, time, log);
            return new Slot(index, membership, coordinator, leases, trainers, Begin, backoff, time, log);

            Attempt Begin(Grant grant) => new(grant, trainers, coordinator, cache, files, folder, options.Silence, time);
        }
    }

    /// <summary>Works until it is drained; then no process, no lease and no lock is left of it.</summary>
    /// <param name="worker">Shared with no other life of any worker.</param>
    /// <param name="random">Spreads retries.</param>
    /// <param name="drain">Hands everything back and ends, within <see cref="AgentOptions.Drain"/>.</param>
    /// <exception cref="IOException">The state directory is in use, or cannot be written.</exception>
    /// <exception cref="RefusedException">The coordinator does not accept the worker.</exception>
    public static async Task RunAsync(AgentOptions options, WorkerLife worker, SeededGenerator random, TimeProvider time, ILogger log, CancellationToken drain)
    {
        using var folder = StateFolder.Open(options.State);
        var backoff = new Backoff(random, time);
        using var http = new PatientHttp(options.Coordinators, options.Token, backoff, time, log);
        await new Agent(options, folder, http, worker, backoff, time, log).RunAsync(drain);
    }

    private async Task RunAsync(CancellationToken drain)
    {
        var killed = records.KillLeftovers();
        if (killed > 0) AgentLog.LeftoversKilled(log, killed);
        folder.Sweep();

        using var draining = CancellationTokenSource.CreateLinkedTokenSource(drain);
        using var deadline = new CancellationTokenSource();
        await using var timer = time.CreateTimer(_ => deadline.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var limit = draining.Token.Register(() =>
        {
            AgentLog.Draining(log, options.Drain);
            timer.Change(options.Drain, Timeout.InfiniteTimeSpan);
        });
        try
        {
            var lease = await membership.JoinAsync(draining.Token);
            await WorkAsync(lease, draining, deadline.Token);
            await membership.LeaveAsync(deadline.Token);
            AgentLog.Left(log);
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested)
        {
            // Drained before it had joined, or out of time: the leases run out.
        }
    }

    /// <summary>Runs the slots until all have drained. One that fails, for a reason that concerns all, drains the others.</summary>
    private async Task WorkAsync(TimeSpan lease, CancellationTokenSource draining, CancellationToken deadline)
    {
        using var renewing = new CancellationTokenSource();
        var renewals = GuardAsync(leases.KeepAsync(lease, renewing.Token));
        try
        {
            await Task.WhenAll(slots.Select(slot => GuardAsync(slot.RunAsync(draining.Token, deadline))));
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
                await draining.CancelAsync();
                throw;
            }
        }
    }
}
