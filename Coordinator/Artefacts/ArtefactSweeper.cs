using Coordinator.Running;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>How long an artefact stays that nothing names.</summary>
/// <param name="Unnamed">
/// Since it was stored: it may be named yet, by the launch it was uploaded for. What a running attempt stored stays longer, for
/// workers may deliver late, after hours without a coordinator.
/// </param>
/// <param name="Dropped">Since it was named last: another attempt may have stored the same content just before, and name it now.</param>
internal sealed record ArtefactGrace(TimeSpan Unnamed, TimeSpan Dropped)
{
    public static readonly ArtefactGrace Default = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(2));
}

/// <summary>
/// Deletes the artefacts that nothing names any more, beside the writer's loop. At the beginning of a reign, and from time
/// to time, it compares the whole store with what is held.
/// </summary>
/// <param name="leads">
/// Whether this coordinator is the active one right now. One that was suspended knows nothing of what others named
/// meanwhile; asked after looking and before deleting, it does no harm, since it deletes by times from before the look.
/// </param>
internal sealed class ArtefactSweeper(
    IArtefactStore store, KeptArtefacts kept, ArtefactGrace grace, Func<bool> leads, TimeProvider time, ReignLog log)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Periods between two looks at the whole store.</summary>
    private const int Whole = 15;

    /// <summary>Sweeps until cancelled, whatever becomes of the store meanwhile.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, time);
        for (var turn = 0; ; turn++)
        {
            try
            {
                if (turn % Whole == 0) await SweepUnnamed(cancellation);
                await SweepDropped(cancellation);
            }
            catch (ArtefactStoreException error)
            {
                log.ArtefactsNotSwept(error.Message);
            }
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Sweeps whatever nothing names, at once: right where no worker is at work, and no launch.</summary>
    public async Task Clear(CancellationToken cancellation)
    {
        var held = kept.Held();
        await Compare(held, await store.Now(cancellation), TimeSpan.Zero, cancellation);
    }

    /// <summary>Sweeps what no shelf holds: dropped and not deleted, or stored by an attempt whose outcome never arrived.</summary>
    public async Task SweepUnnamed(CancellationToken cancellation)
    {
        var held = kept.Held();
        var now = await store.Now(cancellation);
        if (held.NamedUntil is { } until && leads()) await Compare(held, now, held.At - until + grace.Unnamed, cancellation);
    }

    /// <summary>Sweeps what the last events dropped, without looking at the whole store.</summary>
    public async Task SweepDropped(CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        var now = await store.Now(cancellation);
        var due = kept.TakeDropped(at - grace.Dropped);
        if (!leads()) return;
        // Stored again since: somebody is about to name it.
        foreach (var (address, since) in due) await store.Delete(address, now - (at - since), cancellation);
    }

    private async Task Compare(HeldArtefacts held, DateTimeOffset now, TimeSpan age, CancellationToken cancellation)
    {
        await store.DeleteHalfStored(now - age, cancellation);
        var unnamed = new List<ArtefactAddress>();
        await foreach (var artefact in store.List(cancellation))
            if (artefact.StoredAt <= now - age && !held.Addresses.Contains(artefact.Address)) unnamed.Add(artefact.Address);
        foreach (var address in unnamed) await store.Delete(address, now - age, cancellation);
    }
}
