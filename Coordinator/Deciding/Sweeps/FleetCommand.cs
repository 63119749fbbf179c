using System.Collections.Immutable;
using Coordinator.Deciding.Access;
using Shared.Protocol;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>What somebody wants to happen. Time and randomness are drawn at the edge and arrive as arguments.</summary>
public abstract record FleetCommand(DateTimeOffset At)
{
    /// <summary>Who wants it: a token's id, or null where the coordinator itself does. Every event that follows carries it.</summary>
    public string? By { get; init; }

    /// <summary>A coordinator becomes the active one.</summary>
    public sealed record TakeLeadership(string Host, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Begins a sweep, or goes on with the one of that name under another budget.</summary>
    /// <param name="Key">An idempotency key: the same launch said again changes nothing, whatever has become of the sweep; null: none.</param>
    public sealed record Launch(SweepSpec Spec, string SpecText, ArtefactAddress Data, DateTimeOffset At, string? Key = null) : FleetCommand(At);

    /// <summary>A run on one machine begins: no worker of an earlier one is left, and no sweep goes on but by being launched.</summary>
    public sealed record SetAside(DateTimeOffset At) : FleetCommand(At);

    public sealed record Delete(SweepName Sweep, DateTimeOffset At) : FleetCommand(At);

    /// <summary>No further trial starts; those that run go on.</summary>
    public sealed record Pause(SweepName Sweep, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A paused, stopped or cancelled sweep goes on.</summary>
    public sealed record Resume(SweepName Sweep, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Ends the sweep once what runs has an outcome.</summary>
    public sealed record Stop(SweepName Sweep, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Ends the sweep at once: what runs is killed, and waits in case the sweep is resumed.</summary>
    public sealed record Cancel(SweepName Sweep, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A failed trial is tried again, in a sweep that has ended too.</summary>
    public sealed record Retry(SweepName Sweep, int Trial, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Changes what may change while a sweep goes on; keys and values as in a spec, such as <c>trials</c>: <c>200</c>.</summary>
    public sealed record Change(SweepName Sweep, ImmutableSortedDictionary<string, string> Settings, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Somebody's own trial, beside those that a sampler proposes.</summary>
    public sealed record Enqueue(SweepName Sweep, Assignment Assignment, DateTimeOffset At) : FleetCommand(At);

    public sealed record Join(WorkerLife Worker, int Slots, string Device, DateTimeOffset At, WorkerLabels? Labels = null) : FleetCommand(At);

    /// <summary>A worker is to finish what it holds, and leave.</summary>
    public sealed record Drain(string Worker, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A worker was not heard of for long: it counts no more, until it joins again.</summary>
    public sealed record Expel(WorkerLife Worker, DateTimeOffset At) : FleetCommand(At);

    public sealed record Leave(WorkerLife Worker, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A sampler's proposal for the sweep's next trial.</summary>
    public sealed record Propose(SweepName Sweep, int Trial, Assignment Assignment, string Origin, long BasedOn, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A sampler found nothing left to propose.</summary>
    public sealed record ExhaustSpace(SweepName Sweep, int Trial, DateTimeOffset At) : FleetCommand(At);

    /// <param name="Token">For the attempt that may start.</param>
    public sealed record Claim(WorkerLife Worker, int Slot, long Number, AttemptToken Token, DateTimeOffset At) : FleetCommand(At);

    public sealed record Measure(AttemptToken Token, IReadOnlyList<Measurement> Measurements, DateTimeOffset At, Checkpoint? Checkpoint = null) : FleetCommand(At);

    public sealed record Finish(AttemptToken Token, IReadOnlyList<Measurement> Measurements, AttemptResult Result, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A lease ran out without a renewal.</summary>
    public sealed record Expire(AttemptToken Token, DateTimeOffset At) : FleetCommand(At);

    /// <param name="Id">Drawn at the edge, as the secret was that <paramref name="Hash"/> is of.</param>
    public sealed record CreateToken(string Id, string Name, Role Role, string Hash, DateTimeOffset At) : FleetCommand(At);

    public sealed record RevokeToken(string Id, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Time went by: ends sweeps whose time is used up, or that have nothing running and nothing left to start.</summary>
    public sealed record Tick(DateTimeOffset At) : FleetCommand(At);
}
