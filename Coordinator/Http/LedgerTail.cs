using Coordinator.Deciding.Sweeps;
using Coordinator.Running;

namespace Coordinator.Http;

/// <summary>
/// The latest events of the ledger in memory, and a call when there are more: however many watch, the database is not asked for
/// what has just happened, and each event is written out once for all of them.
/// </summary>
internal sealed class LedgerTail : IReignObserver
{
    /// <summary>What a watcher may fall behind before it is sent away, to come back with the position it has reached.</summary>
    private const int Kept = 4096;

    private readonly Lock sync = new();
    private readonly TailEvent[] kept = new TailEvent[Kept];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long first = 1;
    private long position;

    /// <summary>Of the latest event that is durable.</summary>
    public long Position => Volatile.Read(ref position);

    /// <summary>The events after a position as far as they are kept, oldest first; null where one is not kept any more.</summary>
    /// <param name="more">Completes when there are further ones.</param>
    public IReadOnlyList<TailEvent>? After(long seen, int most, out Task more)
    {
        lock (sync)
        {
            more = this.more.Task;
            if (seen + 1 < Math.Max(first, position - Kept + 1)) return null;
            var count = (int)Math.Clamp(position - seen, 0, most);
            var events = new TailEvent[count];
            for (var index = 0; index < count; index++) events[index] = kept[(seen + 1 + index) % Kept];
            return events;
        }
    }

    /// <summary>The ledger is folded: what was is not kept, whoever wants it reads it.</summary>
    public void Begin(long at)
    {
        lock (sync)
        {
            if (at <= position) return;
            Volatile.Write(ref position, at);
            first = at + 1;
        }
        Call();
    }

    /// <summary>Takes in events that are durable. Those that it has already are passed over, so that a ledger may be folded again.</summary>
    /// <param name="at">Position of the first of them.</param>
    public void Take(long at, IReadOnlyList<LedgerEvent> events)
    {
        lock (sync)
        {
            if (at > position + 1) first = at;
            foreach (var next in events)
            {
                var place = at++;
                if (place <= position) continue;
                kept[place % Kept] = new TailEvent(place, next);
                Volatile.Write(ref position, place);
            }
        }
        Call();
    }

    void IReignObserver.Remember(LedgerEvent past) { }

    void IReignObserver.Followed(FleetState state, IReadOnlyList<LedgerEvent> events)
    {
        Begin(state.Position - events.Count);
        Take(state.Position - events.Count + 1, events);
    }

    void IReignObserver.Begin(FleetState state) => Begin(state.Position);

    void IReignObserver.Appended(FleetState state, IReadOnlyList<LedgerEvent> events) => Take(state.Position - events.Count + 1, events);

    private void Call()
    {
        TaskCompletionSource waiting;
        lock (sync)
        {
            waiting = more;
            more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.TrySetResult();
    }
}

/// <summary>An event that has just happened, written out when somebody watches.</summary>
internal sealed class TailEvent(long position, LedgerEvent happened)
{
    private readonly Lazy<string> text = new(() => EventText.Of(position, happened));

    public long Position => position;

    public string Stream => LedgerEventJson.Stream(happened);

    /// <summary>As an event of a stream.</summary>
    public string Text => text.Value;
}
