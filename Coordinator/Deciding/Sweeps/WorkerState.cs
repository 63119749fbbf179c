using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>The present life of a worker.</summary>
public sealed class WorkerState(WorkerLife life, int slots, string device, WorkerLabels labels, DateTimeOffset since)
{
    private readonly Dictionary<int, SlotClaim> claims = [];

    public WorkerLife Life => life;

    public int Slots => slots;

    public string Device => device;

    public WorkerLabels Labels => labels;

    /// <summary>When it joined, by the clock of the coordinator that decided.</summary>
    public DateTimeOffset Since => since;

    /// <summary>It gets no further trial.</summary>
    public bool IsDraining { get; internal set; }

    /// <summary>The latest claim of each slot.</summary>
    public IReadOnlyDictionary<int, SlotClaim> Claims => claims;

    internal void Record(int slot, SlotClaim claim) => claims[slot] = claim;
}

/// <summary>A slot's latest claim that got an attempt.</summary>
public readonly record struct SlotClaim(long Number, AttemptToken Token);
