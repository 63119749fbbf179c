using System.Security.Cryptography;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Shared.Protocol;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Running;

/// <summary>Hands out trials: answers at once where one waits, else when one comes up or the claim's time is over.</summary>
internal sealed class ClaimDesk(LeaseClock leases, TimeProvider time) : IReignObserver
{
    private const double LongestWait = 60;

    private readonly Lock sync = new();

    /// <summary>Claims that wait, oldest first, by their workers' labels: a trial calls only those that may train it.</summary>
    private readonly Dictionary<WorkerLabels, LinkedList<Place>> waiting = [];

    /// <summary>The grant, a rejection, or neither: nothing came up in time.</summary>
    /// <param name="by">Whose token it is.</param>
    public async Task<Answer<Grant>> Claim(Reign reign, ClaimRequest request, string? by, CancellationToken cancellation)
    {
        var deadline = time.GetTimestamp() + (long)(Math.Clamp(request.WaitSeconds, 0, LongestWait) * time.TimestampFrequency);
        while (true)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), deadline);
            if (left <= TimeSpan.Zero) return await Ask(reign, request, by, null);
            var place = new Place();
            var asksAgain = false;
            try
            {
                var answer = await Ask(reign, request, by, place);
                if (answer.Value is not null || answer.Rejection is not null) return answer;
                await place.Called.Task.WaitAsync(left, time, cancellation);
                asksAgain = true;
            }
            catch (TimeoutException)
            {
                return default;
            }
            finally
            {
                Leave(place, asksAgain);
            }
        }
    }

    /// <summary>Asks once, without waiting.</summary>
    public Task<Answer<Grant>> Ask(Reign reign, ClaimRequest request, string? by) => Ask(reign, request, by, null);

    /// <summary>The reign is over: who waits asks whoever reigns next.</summary>
    public void Close()
    {
        lock (sync)
        {
            foreach (var place in waiting.Values.SelectMany(claims => claims))
                place.Called.TrySetException(new LedgerException(LedgerTrouble.Unavailable, "this coordinator's reign is over", null));
            waiting.Clear();
        }
    }

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Begin(FleetState state) { }

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        lock (sync)
        {
            if (waiting.Count == 0 || !events.Any(MakesRoom)) return;
            foreach (var (labels, claims) in waiting)
                for (var startable = Startable(state, labels); startable > 0 && claims.First is { } first; startable--) Call(first);
        }
    }

    /// <param name="place">Taken where there is no trial, in the same turn of the loop: what comes up later is not missed. null: does not wait.</param>
    private Task<Answer<Grant>> Ask(Reign reign, ClaimRequest request, string? by, Place? place)
    {
        leases.See(request.Worker);
        var token = AttemptToken.Parse(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var command = new FleetCommand.Claim(request.Worker, request.Slot, request.Number, token, time.GetUtcNow()) { By = by };
        return reign.Submit(command, state =>
        {
            var grant = Granted(state, request);
            if (grant is null && place is not null && state.Workers.TryGetValue(request.Worker.Name, out var worker)) Enter(place, worker.Labels);
            return grant!;
        });
    }

    /// <summary>What this very claim holds, if it holds anything.</summary>
    private Grant? Granted(FleetState state, ClaimRequest request)
    {
        if (!state.Workers.TryGetValue(request.Worker.Name, out var worker) ||
            !worker.Claims.TryGetValue(request.Slot, out var claim) || claim.Number != request.Number ||
            state.Live(claim.Token) is not var (sweep, trial, _))
            return null;
        return new Grant(
            sweep.Spec.Name, trial.Number, trial.Attempts, claim.Token, sweep.Spec.Seed, SettingsResolver.Resolve(sweep.Spec, trial.Trained),
            sweep.Data, sweep.Budget.TrialTime?.TotalSeconds, leases.Duration.TotalSeconds, trial.Checkpoint);
    }

    /// <summary>How many of those that wait with these labels are to be called: as many as trials could start now, or all where one is not for just any of them.</summary>
    private static int Startable(FleetState state, WorkerLabels labels)
    {
        var startable = 0;
        foreach (var sweep in state.Sweeps.Values)
        {
            if (!sweep.MayStart || (sweep.Budget.WorkerLabels is { } asked && !labels.Include(asked))) continue;
            if (sweep.Waiting.Any(number => sweep[number].FailedOn is not null)) return int.MaxValue;
            startable += sweep.Waiting.Count;
        }
        return startable;
    }

    /// <summary>Whether a trial may start after the event that could not before.</summary>
    private static bool MakesRoom(LedgerEvent next) => next is not (LedgerEvent.AttemptMeasured or LedgerEvent.AttemptStarted or LedgerEvent.AttemptCheckpointed);

    private void Enter(Place place, WorkerLabels labels)
    {
        lock (sync)
        {
            if (!waiting.TryGetValue(labels, out var claims)) waiting[labels] = claims = [];
            (place.Node, place.Labels) = (claims.AddLast(place), labels);
        }
    }

    /// <summary>Who was called and goes without asking calls the next.</summary>
    private void Leave(Place place, bool asksAgain)
    {
        lock (sync)
        {
            if (place.Node is { List: { } claims } node)
            {
                claims.Remove(node);
                if (claims.Count == 0) waiting.Remove(place.Labels!);
            }
            else if (place.Called.Task.IsCompleted && !asksAgain && waiting.GetValueOrDefault(place.Labels!)?.First is { } next)
            {
                Call(next);
            }
        }
    }

    private static void Call(LinkedListNode<Place> node)
    {
        node.List!.Remove(node);
        node.Value.Called.TrySetResult();
    }

    /// <summary>A claim's place among those that wait.</summary>
    private sealed class Place
    {
        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Place>? Node { get; set; }

        public WorkerLabels? Labels { get; set; }
    }
}
