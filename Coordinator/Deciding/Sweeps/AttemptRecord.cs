using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>Which trial an attempt's token belongs to, and what became of its result.</summary>
/// <param name="launchedAt">Position of the sweep's launch, since a name can be used again after a deletion.</param>
public sealed class AttemptRecord(SweepName sweep, long launchedAt, int trial, int attempt)
{
    public SweepName Sweep => sweep;

    public long LaunchedAt => launchedAt;

    public int Trial => trial;

    public int Attempt => attempt;

    /// <summary>Its holder's word counted, while it was held.</summary>
    public bool IsDelivered { get; internal set; }

    /// <summary>It was handed back: by its holder, by a later claim of the same slot, or because its sweep was cancelled.</summary>
    public bool WasHandedBack { get; internal set; }

    /// <summary>A result that came too late is kept as evidence.</summary>
    public bool HasLateResult { get; internal set; }

    /// <summary>Whether the attempt ended with what is said here. A result of one that was handed back counts for nothing.</summary>
    public bool EndedWith(AttemptResult result) => IsDelivered && (!WasHandedBack || result is AttemptResult.HandedBack);
}
