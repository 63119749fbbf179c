using Coordinator.Deciding.Sweeps;
using Shared.Trials;

namespace Coordinator.Deciding.Views;

/// <summary>
/// Who trained what and when: attempts in order of their beginning, entry i of each column being attempt i's. Times are milliseconds since the
/// launch by the clocks of the coordinators that decided; an attempt's end is never told as before its beginning, whichever clocks these were.
/// </summary>
/// <param name="Workers">What an entry of <paramref name="Worker"/> is the index of; <paramref name="Outcomes"/> that of <paramref name="Outcome"/>.</param>
/// <param name="End">null while it runs.</param>
/// <param name="Objective">Of attempts that completed their trial.</param>
/// <param name="Next">
/// What <c>after</c> is for what comes after this: in front of the first attempt that still ran, so that its end is told then. Attempts that were
/// told before come again with what became of them, and so may marks; their positions tell.
/// </param>
public sealed record SweepTimeline(
    IReadOnlyList<string> Workers,
    IReadOnlyList<int> Trial,
    IReadOnlyList<int> Attempt,
    IReadOnlyList<int> Worker,
    IReadOnlyList<int> Slot,
    IReadOnlyList<long> Start,
    IReadOnlyList<long?> End,
    IReadOnlyList<int> Outcome,
    IReadOnlyList<string> Outcomes,
    IReadOnlyList<double?> Objective,
    IReadOnlyList<TimelineMark> Marks,
    long Next);

/// <summary>Something that happened to a sweep as a whole, or to whoever leads it.</summary>
/// <param name="At">Milliseconds since the launch.</param>
/// <param name="By">The id of the token that wanted it; null: the coordinator itself.</param>
/// <param name="Position">Of its event.</param>
public sealed record TimelineMark(long At, string What, string? By, long Position);
