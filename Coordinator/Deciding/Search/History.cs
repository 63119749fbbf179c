using System.Collections.Immutable;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Deciding.Search;

/// <summary>What a sampler knows of a sweep: an immutable snapshot of its trials, in order of their numbers, from 0.</summary>
public sealed class History(ImmutableList<PastTrial> trials)
{
    public static History Empty { get; } = new([]);

    public IReadOnlyList<PastTrial> Trials => trials;

    /// <summary>The same with a trial as it stands now: the next one, or one that is known already. What stays the same is shared, however long it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Trials before it are missing.</exception>
    public History With(PastTrial trial) => new(trial.Number == trials.Count ? trials.Add(trial) : trials.SetItem(trial.Number, trial));
}

/// <summary>
/// One trial as a sampler sees it. Its assignment need not lie in the space: a baseline may be outside,
/// and a sampler then learns nothing from it.
/// </summary>
/// <param name="Number">The trial's number in its sweep.</param>
public sealed record PastTrial(int Number, Assignment Assignment, PastState State);

/// <summary>How far a trial has come.</summary>
public abstract record PastState
{
    private PastState() { }

    /// <param name="Cost">Finite; lower is better (<see cref="Objective.ToCost"/>).</param>
    public sealed record Finished(double Cost) : PastState;

    /// <summary>Proposed and without a result yet, whether a worker has claimed it or not.</summary>
    public sealed record Running : PastState;

    public sealed record Failed(FailureKind Kind) : PastState
    {
        /// <summary>
        /// Whether the assignment is to blame. A lost worker, a crash or an error in the user's code says nothing about it,
        /// and a trial that takes too long is as useless to its sweep as one that does not fit into memory.
        /// </summary>
        public bool Infeasible => Kind is FailureKind.OutOfMemory or FailureKind.Diverged or FailureKind.TimedOut;
    }
}
