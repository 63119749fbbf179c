using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>The present life of a worker.</summary>
/// <param name="before">The life that it took the place of.</param>
public sealed class WorkerState(WorkerLife life, int slots, string device, WorkerLabels labels, DateTimeOffset since, WorkerState? before)
{
    private const int MostRemembered = 16;

    private readonly Dictionary<int, SlotClaim> claims = [];

    public WorkerLife Life => life;

    public int Slots => slots;

    public string Device => device;

    public WorkerLabels Labels => labels;

    /// <summary>When it joined, by the clock of the coordinator that decided.</summary>
    public DateTimeOffset Since => since;

    /// <summary>Lives of this name that later ones took the place of, the latest first.</summary>
    public IReadOnlyList<string> Replaced { get; } = before is null || before.Life == life ? [] : [before.Life.Incarnation, .. before.Replaced.Take(MostRemembered)];

    /// <summary>It gets no further trial.</summary>
    public bool IsDraining { get; internal set; }

    /// <summary>The latest claim of each slot.</summary>
    public IReadOnlyDictionary<int, SlotClaim> Claims => claims;

    internal void Record(int slot, SlotClaim claim) => claims[slot] = claim;
}

/// <summary>A slot's latest claim that got an attempt.</summary>
public readonly record struct SlotClaim(long Number, AttemptToken Token);
