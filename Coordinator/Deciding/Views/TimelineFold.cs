using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>Makes a <see cref="SweepTimeline"/> from a sweep's events as they come, in order of their positions.</summary>
/// <param name="launched">When the sweep was launched.</param>
/// <param name="most">So many attempts and marks at most: what begins later is another page's.</param>
public sealed class TimelineFold(DateTimeOffset launched, int most)
{
    /// <summary>Types of the events that a timeline is made of: attempts' measurements, which are most of a ledger, are not among them.</summary>
    public static readonly IReadOnlyList<Type> OfSweep =
    [
        typeof(LedgerEvent.SweepLaunched), typeof(LedgerEvent.BudgetChanged), typeof(LedgerEvent.SweepPaused), typeof(LedgerEvent.SweepResumed), typeof(LedgerEvent.SweepStopping),
        typeof(LedgerEvent.SweepEnded), typeof(LedgerEvent.AttemptStarted), typeof(LedgerEvent.TrialCompleted), typeof(LedgerEvent.AttemptFailed), typeof(LedgerEvent.AttemptHandedBack),
    ];

    /// <summary>And those of the fleet.</summary>
    public static readonly IReadOnlyList<Type> OfFleet = [typeof(LedgerEvent.LeadershipTaken)];

    private const string Completed = "completed", Running = "running", HandedBack = "handed_back";

    private static readonly string[] EveryOutcome = [Completed, Running, .. Enum.GetValues<FailureKind>().Select(kind => kind.Name()), HandedBack];

    private readonly List<string> workers = [];
    private readonly Dictionary<string, int> workerIndices = [];
    private readonly List<AttemptStart> attempts = [];
    private readonly List<long?> ended = [];
    private readonly List<int> outcomes = [];
    private readonly List<double?> objectives = [];
    private readonly List<TimelineMark> marks = [];
    private readonly Dictionary<(int Trial, int Attempt), int> open = [];

    /// <summary>The position after which another page begins; null: everything had room so far.</summary>
    public long? Cut { get; private set; }

    /// <summary>Whether nothing that comes has a place any more: the page is full, and all of its attempts are over.</summary>
    public bool IsDone => Cut is not null && open.Count == 0;

    /// <exception cref="InvalidOperationException">An event of a type that a timeline is not made of.</exception>
    public void Take(long position, LedgerEvent past)
    {
        var ends = past is LedgerEvent.TrialCompleted or LedgerEvent.AttemptFailed or LedgerEvent.AttemptHandedBack;
        if (!ends && attempts.Count + marks.Count >= most) Cut ??= position - 1;
        if (!ends && position > Cut) return;
        switch (past)
        {
            case LedgerEvent.AttemptStarted e:
                open[(e.Trial, e.Attempt)] = attempts.Count;
                attempts.Add(new AttemptStart(position, e.Trial, e.Attempt, IndexOf(e.Worker.Name), e.Slot, SinceLaunch(e)));
                ended.Add(null);
                outcomes.Add(Array.IndexOf(EveryOutcome, Running));
                objectives.Add(null);
                break;
            case LedgerEvent.TrialCompleted e: End(e.Trial, e.Attempt, e, Completed, double.IsFinite(e.Objective) ? e.Objective : null); break;
            case LedgerEvent.AttemptFailed e: End(e.Trial, e.Attempt, e, e.Kind.Name(), null); break;
            case LedgerEvent.AttemptHandedBack e: End(e.Trial, e.Attempt, e, HandedBack, null); break;
            case LedgerEvent.SweepLaunched: Mark("launched"); break;
            case LedgerEvent.BudgetChanged: Mark("budget changed"); break;
            case LedgerEvent.SweepPaused: Mark("paused"); break;
            case LedgerEvent.SweepResumed: Mark("resumed"); break;
            case LedgerEvent.SweepStopping: Mark("stopped"); break;
            case LedgerEvent.SweepEnded: Mark("ended"); break;
            case LedgerEvent.LeadershipTaken: Mark("leadership taken"); break;
            default: throw new InvalidOperationException($"a timeline is not made of {past.GetType().Name}");
        }

        void Mark(string what) => marks.Add(new TimelineMark(SinceLaunch(past), what, past.By, position));
    }

    /// <param name="asOf">The position up to which all events were taken.</param>
    public SweepTimeline ToTimeline(long asOf) => new(
        workers, [.. attempts.Select(attempt => attempt.Trial)], [.. attempts.Select(attempt => attempt.Attempt)], [.. attempts.Select(attempt => attempt.Worker)],
        [.. attempts.Select(attempt => attempt.Slot)], [.. attempts.Select(attempt => attempt.Start)], ended, outcomes, EveryOutcome, objectives,
        [.. marks.OrderBy(mark => mark.Position)], open.Count > 0 ? attempts[open.Values.Min()].Position - 1 : asOf, Cut);

    /// <summary>What began before the page is somebody else's to tell.</summary>
    private void End(int trial, int attempt, LedgerEvent past, string outcome, double? objective)
    {
        if (!open.Remove((trial, attempt), out var index)) return;
        ended[index] = Math.Max(attempts[index].Start, SinceLaunch(past));
        outcomes[index] = Array.IndexOf(EveryOutcome, outcome);
        objectives[index] = objective;
    }

    private long SinceLaunch(LedgerEvent past) => Math.Max(0, (long)(past.At - launched).TotalMilliseconds);

    private int IndexOf(string worker)
    {
        if (workerIndices.TryGetValue(worker, out var index)) return index;
        workers.Add(worker);
        return workerIndices[worker] = workers.Count - 1;
    }

    private readonly record struct AttemptStart(long Position, int Trial, int Attempt, int Worker, int Slot, long Start);
}
