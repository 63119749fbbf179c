using System.Collections.Concurrent;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Agent;

/// <summary>
/// The leases that this worker holds, of all its slots, kept alive by one request at least every third of the shortest:
/// two may be lost before a lease ends. It is sent while none is held, too: that is how the coordinator knows who is
/// there, and can ask a worker to drain.
/// </summary>
/// <param name="pace">Spreads the requests of many workers.</param>
/// <param name="drained">Called when the coordinator drains the worker, each time it says so.</param>
internal sealed class Leases(CoordinatorClient coordinator, Membership membership, Backoff pace, Action drained, TimeProvider time)
{
    private readonly ConcurrentDictionary<AttemptToken, Held> held = new();

    /// <summary>Keeps a lease alive until the result is disposed.</summary>
    /// <param name="ended">Called once the coordinator says that the attempt is no longer held.</param>
    public IDisposable Hold(Grant grant, Action ended)
    {
        held[grant.Token] = new Held(TimeSpan.FromSeconds(grant.LeaseSeconds), ended);
        return new Release(this, grant.Token);
    }

    /// <summary>Renews until it is cancelled.</summary>
    /// <param name="usual">How long leases of this coordinator last.</param>
    public async Task KeepAsync(TimeSpan usual, CancellationToken cancel)
    {
        while (true)
        {
            var shortest = held.Values.Select(lease => lease.Length).Append(usual).Min();
            await Task.Delay(pace.Spread(shortest / 3), time, cancel);
            var reply = await RenewAsync([.. held.Keys], cancel);
            foreach (var token in reply.Ended)
                if (held.TryRemove(token, out var lease)) lease.Ended();
            if (reply.Drain) drained();
        }
    }

    private async Task<RenewReply> RenewAsync(AttemptToken[] tokens, CancellationToken cancel)
    {
        try
        {
            return await coordinator.RenewAsync(new RenewRequest(membership.Worker, tokens), cancel);
        }
        catch (RefusedException refusal) when (refusal.IsConflict)
        {
            await membership.JoinAsync(cancel);
            return new RenewReply([]);
        }
    }

    private sealed record Held(TimeSpan Length, Action Ended);

    private sealed class Release(Leases leases, AttemptToken token) : IDisposable
    {
        public void Dispose() => leases.held.TryRemove(token, out _);
    }
}
