using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>A sweep as the fold of its events. Changed by <see cref="FleetState.Evolve"/> alone.</summary>
public sealed class SweepState(SweepSpec spec, string specText, ArtefactAddress data, long launchedAt)
{
    private readonly List<TrialState> trials = [];

    /// <summary>As launched; the budget in force is <see cref="Budget"/>.</summary>
    public SweepSpec Spec => spec;

    public string SpecText => specText;

    public ArtefactAddress Data => data;

    /// <summary>Position of the launch: names the sweep among all that ever had its name.</summary>
    public long LaunchedAt { get; } = launchedAt;

    /// <summary>Position of the latest event that changed it, time aside.</summary>
    public long ChangedAt { get; internal set; } = launchedAt;

    public Budget Budget { get; internal set; } = spec.Budget;

    /// <summary>null while the sweep is active.</summary>
    public Ending? Ended { get; internal set; }

    /// <summary>No further trial starts until it is resumed.</summary>
    public bool IsPaused { get; internal set; }

    /// <summary>It ends once what runs has an outcome.</summary>
    public bool IsStopping { get; internal set; }

    /// <summary>Whether trials may be proposed and started, budget aside.</summary>
    public bool IsActive => Ended is null && !IsPaused && !IsStopping;

    /// <summary>How long it was active, up to the last event.</summary>
    public TimeSpan TimeUsed { get; internal set; }

    public IReadOnlyList<TrialState> Trials => trials;

    /// <summary>Trials that wait for a worker, lowest number first, so that what was interrupted comes before what is new.</summary>
    public SortedSet<int> Waiting { get; } = [];

    public SortedSet<int> Running { get; } = [];

    public int Completed { get; internal set; }

    public int Failed { get; internal set; }

    /// <summary>Trials that have an outcome: what the budget counts.</summary>
    public int Finished => Completed + Failed;

    /// <summary>The completed trial with the best objective; ties go to the lower number.</summary>
    public int? Best { get; internal set; }

    /// <summary>The latest user error and how often it came in a row.</summary>
    public (string Message, int Count) UserErrors { get; internal set; }

    /// <summary>The worker that all of <see cref="UserErrors"/> came from; null: several.</summary>
    public string? UserErrorsFrom { get; internal set; }

    public TrialState this[int trial] => trials[trial];

    public bool TimeIsUp(TimeSpan sinceLastEvent) => Budget.Time is { } time && TimeUsed + sinceLastEvent >= time;

    /// <summary>Whether another trial may be proposed.</summary>
    public bool WantsProposal => IsActive && (Budget.Trials is not { } most || trials.Count < most);

    /// <summary>Whether a waiting trial may start.</summary>
    public bool MayStart =>
        IsActive && Waiting.Count > 0 &&
        (Budget.Parallel is not { } parallel || Running.Count < parallel) &&
        (Budget.Trials is not { } most || Finished + Running.Count < most);

    /// <summary>Whether a worker has all the labels that are asked for.</summary>
    public bool Suits(WorkerState worker) => Budget.WorkerLabels is not { } asked || worker.Labels.Include(asked);

    internal void Add(TrialState trial) => trials.Add(trial);
}

/// <summary>That and why a sweep ended.</summary>
public sealed record Ending(EndReason Reason, string Message);
