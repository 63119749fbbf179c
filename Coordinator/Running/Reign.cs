using System.Diagnostics;
using System.Threading.Channels;
using Coordinator.Deciding.Sweeps;
using Coordinator.Ledger;
using Coordinator.Metrics;

namespace Coordinator.Running;

/// <summary>
/// One coordinator's time as the active one: the single writer of the ledger. A loop takes commands in batches, decides and
/// evolves each on the live state, appends all events in one transaction, and only then answers, refusals included, since
/// they were decided on a state that the append made true. The first append that fails ends the reign: its state is
/// worth nothing any more, and whoever wants to reign again folds the ledger again.
/// </summary>
internal sealed class Reign : IAsyncDisposable
{
    private const int MostInABatch = 1024;

    /// <summary>How long an append that is under way may take once the reign is to end.</summary>
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(1);

    private readonly ILedger ledger;
    private readonly FleetState state;
    private readonly IReadOnlyList<IReignObserver> observers;
    private readonly Mandate mandate;
    private readonly ReignLog log;
    private readonly TimeProvider time;
    private readonly Channel<IPending> inbox = Channel.CreateUnbounded<IPending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    private Reign(ILedger ledger, FleetState state, IReadOnlyList<IReignObserver> observers, Mandate mandate, ReignLog log, TimeProvider time)
    {
        (this.ledger, this.state, this.observers, this.mandate, this.log, this.time) = (ledger, state, observers, mandate, log, time);
        loop = Task.Run(Run);
    }

    public CoordinatorTraces Traces { get; } = new();

    /// <summary>Commands taken so far. Read inside the loop.</summary>
    public long Decided { get; private set; }

    /// <summary>Completes when the reign is over: well after <see cref="DisposeAsync"/>, or faulted with the <see cref="LedgerException"/> that ended it.</summary>
    public Task Ended => loop;

    /// <summary>Folds the ledger and appends that this coordinator leads from here on.</summary>
    /// <param name="observers">Told of every event, those of the past first.</param>
    /// <exception cref="InvalidDataException">The ledger cannot be folded by this program.</exception>
    /// <exception cref="LedgerException">The first append failed.</exception>
    public static async Task<Reign> Begin(
        ILedger ledger, string host, IReadOnlyList<IReignObserver> observers, ReignLog log, TimeProvider time, CancellationToken cancellation)
    {
        var state = new FleetState();
        await foreach (var past in ledger.Read(0, cancellation))
        {
            state.Evolve(past);
            foreach (var observer in observers) observer.Remember(past);
        }
        return await Begin(ledger, state, host, observers, Mandate.Unlimited, log, time, cancellation);
    }

    /// <summary>The same from a fold of the whole ledger, whose events the observers have seen. If it throws, neither has changed.</summary>
    /// <param name="state">The reign's own from here on.</param>
    /// <param name="mandate">Nothing is answered once it has run out.</param>
    /// <exception cref="LedgerException">The first append failed: <see cref="LedgerTrouble.Fenced"/> where the fold was not of the whole ledger.</exception>
    public static async Task<Reign> Begin(
        ILedger ledger, FleetState state, string host, IReadOnlyList<IReignObserver> observers, Mandate mandate, ReignLog log, TimeProvider time, CancellationToken cancellation)
    {
        var taken = Decider.Decide(state, new FleetCommand.TakeLeadership(host, time.GetUtcNow())).Events;
        await ledger.Append(state.Position + 1, taken, [], cancellation);
        foreach (var next in taken) state.Evolve(next);
        foreach (var observer in observers) observer.Begin(state);
        return new Reign(ledger, state, observers, mandate, log, time);
    }

    /// <summary>
    /// Decides a command. <paramref name="read"/> takes the reply from the state right after it, inside the loop: it must be
    /// quick and may keep no part of the state that changes.
    /// </summary>
    /// <exception cref="LedgerException">Not appended, or not known to be: nothing may be assumed.</exception>
    public Task<Answer<T>> Submit<T>(FleetCommand command, Func<FleetState, T> read)
    {
        var pending = new Pending<T>(command, read);
        if (!inbox.Writer.TryWrite(pending)) pending.Fail(new LedgerException(LedgerTrouble.Unavailable, "this coordinator's reign is over", null));
        return pending.Answer;
    }

    /// <summary>Reads the state inside the loop, after everything submitted before.</summary>
    public async Task<T> Read<T>(Func<FleetState, T> read)
    {
        var pending = new Pending<T>(null, read);
        if (!inbox.Writer.TryWrite(pending)) pending.Fail(new LedgerException(LedgerTrouble.Unavailable, "this coordinator's reign is over", null));
        return (await pending.Answer).Value!;
    }

    /// <summary>What was submitted before is still answered, if the ledger does not take too long.</summary>
    public async ValueTask DisposeAsync()
    {
        inbox.Writer.TryComplete();
        stopping.CancelAfter(Parting);
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task Run()
    {
        var batch = new List<IPending>();
        var events = new List<LedgerEvent>();
        var measurements = new List<MeasurementRow>();
        var callers = new HashSet<ActivityContext>(); // one that waits for two commands waits for one append
        try
        {
            while (await inbox.Reader.WaitToReadAsync())
            {
                while (batch.Count < MostInABatch && inbox.Reader.TryRead(out var pending)) batch.Add(pending);
                foreach (var pending in batch) Take(pending, events, measurements, callers);
                if (events.Count > 0)
                {
                    var begun = time.GetTimestamp();
                    using (var appending = CoordinatorTraces.Append(callers, events.Count))
                    {
                        await ledger.Append(state.Position - events.Count + 1, events, measurements, stopping.Token);
                        appending?.Done();
                    }
                    var took = time.GetElapsedTime(begun);
                    foreach (var observer in observers)
                    {
                        observer.Wrote(events, measurements, took);
                        observer.Appended(state, events);
                    }
                }
                if (!mandate.Holds) throw new LedgerException(LedgerTrouble.Unavailable, "this coordinator was the active one for too long without a renewal: what it decided last may have happened or not", null);
                foreach (var pending in batch) pending.Release();
                batch.Clear();
                events.Clear();
                measurements.Clear();
                callers.Clear();
            }
        }
        catch (Exception error)
        {
            var trouble = error as LedgerException ?? new LedgerException(LedgerTrouble.Unavailable, "the coordinator's loop ended", error);
            inbox.Writer.TryComplete();
            foreach (var pending in batch) pending.Fail(trouble);
            while (inbox.Reader.TryRead(out var pending)) pending.Fail(trouble);
            throw trouble;
        }
    }

    /// <summary>Decides one command on the live state. One that makes the decider throw changes nothing, and is answered alone.</summary>
    /// <param name="callers">Gets whose span waits for the append.</param>
    private void Take(IPending pending, List<LedgerEvent> events, List<MeasurementRow> measurements, HashSet<ActivityContext> callers)
    {
        Decision decision;
        try
        {
            if (pending.Command is not null) Decided++;
            decision = pending.Command is { } command ? Decider.Decide(state, command) : Decision.Nothing;
        }
        catch (Exception error)
        {
            log.CommandFailed(pending.Command!.GetType().Name, error);
            foreach (var observer in observers) observer.Failed();
            pending.Refuse(error);
            return;
        }
        if (decision.Events is not [] && pending.Caller != default) callers.Add(pending.Caller);
        foreach (var next in decision.Events)
        {
            var attributed = pending.Command?.By is { } by ? next with { By = by } : next;
            state.Evolve(attributed);
            events.Add(attributed);
        }
        measurements.AddRange(decision.Measurements);
        pending.Prepare(decision.Rejection, state);
    }

    private interface IPending
    {
        FleetCommand? Command { get; }

        /// <summary>The span of whoever submitted it; default: there is none.</summary>
        ActivityContext Caller { get; }

        /// <summary>Takes the reply from the state; it goes out with <see cref="Release"/>, once the batch is durable.</summary>
        void Prepare(Rejection? rejection, FleetState state);

        void Refuse(Exception error);

        void Release();

        void Fail(Exception error);
    }

    private sealed class Pending<T>(FleetCommand? command, Func<FleetState, T> read) : IPending
    {
        private readonly TaskCompletionSource<Answer<T>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Answer<T> prepared;
        private Exception? refusal;

        public FleetCommand? Command => command;

        public ActivityContext Caller { get; } = CoordinatorTraces.Here;

        public Task<Answer<T>> Answer => answer.Task;

        public void Prepare(Rejection? rejection, FleetState state)
        {
            try
            {
                prepared = rejection is null ? new Answer<T>(read(state), null) : new Answer<T>(default, rejection);
            }
            catch (Exception error)
            {
                refusal = error;
            }
        }

        public void Refuse(Exception error) => refusal = error;

        public void Release()
        {
            if (refusal is null) answer.TrySetResult(prepared);
            else answer.TrySetException(refusal);
        }

        public void Fail(Exception error) => answer.TrySetException(error);
    }
}

/// <summary>A reply, or why there is none.</summary>
internal readonly record struct Answer<T>(T? Value, Rejection? Rejection);
