using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>The present life of a worker.</summary>
public sealed class WorkerState(WorkerLife life, int slots, string device)
{
    private readonly Dictionary<int, SlotClaim> claims = [];

    public WorkerLife Life => life;

    public int Slots => slots;

    public string Device => device;

    /// <summary>The latest claim of each slot.</summary>
    public IReadOnlyDictionary<int, SlotClaim> Claims => claims;

    internal void Record(int slot, SlotClaim claim) => claims[slot] = claim;
}

/// <summary>A slot's latest claim that got an attempt.</summary>
public readonly record struct SlotClaim(long Number, AttemptToken Token);
