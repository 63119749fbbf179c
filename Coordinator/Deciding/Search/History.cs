using System.Collections.Immutable;
using Shared.Space;
using Shared.Trials;

namespace Coordinator.Deciding.Search;

/// <summary>What a sampler knows of a sweep: an immutable snapshot of its trials, in order of their numbers.</summary>
public sealed class History
{
    /// <summary>Room for what <see cref="With"/> adds: an array of which each history sees its own first part.</summary>
    private const int Spare = 64;

    private readonly PastTrial?[] room;
    private readonly int count;

    public History(ImmutableArray<PastTrial> trials) : this([.. trials], trials.Length) { }

    private History(PastTrial?[] room, int count) => (this.room, this.count) = (room, count);

    public static History Empty { get; } = new([]);

    public IReadOnlyList<PastTrial> Trials => new ArraySegment<PastTrial>(room!, 0, count);

    /// <summary>The same with one more trial. A row of these copies what they share but once, however long it is.</summary>
    public History With(PastTrial next)
    {
        var isFree = count < room.Length && room[count] is null;
        var shared = room;
        if (!isFree)
        {
            shared = new PastTrial?[count + Spare];
            Array.Copy(room, shared, count);
        }
        shared[count] = next;
        return new History(shared, count + 1);
    }
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
