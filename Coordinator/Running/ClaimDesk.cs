using System.Security.Cryptography;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Running;

/// <summary>Hands out trials: answers at once where one waits, else when one comes up or the claim's time is over.</summary>
internal sealed class ClaimDesk(LeaseClock leases, TimeProvider time) : IReignObserver
{
    private readonly Lock sync = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];

    /// <summary>The grant, a rejection, or neither: nothing came up in time.</summary>
    public async Task<Answer<Grant>> Claim(Reign reign, ClaimRequest request, CancellationToken cancellation)
    {
        var deadline = time.GetTimestamp() + (long)(Math.Clamp(request.WaitSeconds, 0, 60) * time.TimestampFrequency);
        while (true)
        {
            // Waiting begins before asking: what comes up in between is not missed.
            var place = Enter();
            var hasTrial = false;
            try
            {
                var answer = await Ask(reign, request);
                hasTrial = answer.Value is not null;
                var left = time.GetElapsedTime(time.GetTimestamp(), deadline);
                if (answer.Value is not null || answer.Rejection is not null || left <= TimeSpan.Zero) return answer;
                try
                {
                    await place.Value.Task.WaitAsync(left, time, cancellation);
                }
                catch (TimeoutException)
                {
                    return default;
                }
            }
            finally
            {
                Leave(place, hasTrial);
            }
        }
    }

    /// <summary>Asks once, without waiting.</summary>
    public Task<Answer<Grant>> Ask(Reign reign, ClaimRequest request)
    {
        var token = AttemptToken.Parse(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var command = new FleetCommand.Claim(request.Worker, request.Slot, request.Number, token, time.GetUtcNow());
        return reign.Submit(command, state => Granted(state, request)!);
    }

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        lock (sync)
        {
            if (waiting.Count == 0) return;
            var startable = state.Sweeps.Values.Where(sweep => sweep.MayStart).Sum(sweep => sweep.Waiting.Count);
            for (; startable > 0 && waiting.First is { } first; startable--)
            {
                waiting.RemoveFirst();
                first.Value.TrySetResult();
            }
        }
    }

    /// <summary>What this very claim holds, if it holds anything.</summary>
    private Grant? Granted(FleetState state, ClaimRequest request)
    {
        if (!state.Workers.TryGetValue(request.Worker.Name, out var worker) ||
            !worker.Claims.TryGetValue(request.Slot, out var claim) || claim.Number != request.Number ||
            state.Live(claim.Token) is not var (sweep, trial, _))
            return null;
        return new Grant(
            sweep.Spec.Name, trial.Number, trial.Attempts, claim.Token, sweep.Spec.Seed, SettingsResolver.Resolve(sweep.Spec, trial.Assignment),
            sweep.Data, sweep.Budget.TrialTime?.TotalSeconds, leases.Duration.TotalSeconds);
    }

    private LinkedListNode<TaskCompletionSource> Enter()
    {
        lock (sync) return waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Who was called and has no use for it calls the next.</summary>
    private void Leave(LinkedListNode<TaskCompletionSource> place, bool hasTrial)
    {
        lock (sync)
        {
            if (place.List is not null)
            {
                waiting.Remove(place);
            }
            else if (!hasTrial && waiting.First is { } first)
            {
                waiting.RemoveFirst();
                first.Value.TrySetResult();
            }
        }
    }
}
