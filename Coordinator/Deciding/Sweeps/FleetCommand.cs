using Shared.Protocol;
using Shared.Space;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Deciding.Sweeps;

/// <summary>What somebody wants to happen. Time and randomness are drawn at the edge and arrive as arguments.</summary>
public abstract record FleetCommand(DateTimeOffset At)
{
    /// <summary>A coordinator becomes the active one.</summary>
    public sealed record TakeLeadership(string Host, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Begins a sweep, or goes on with the one of that name under another budget.</summary>
    public sealed record Launch(SweepSpec Spec, string SpecText, ArtefactAddress Data, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A run on one machine begins: no worker of an earlier one is left, and no sweep goes on but by being launched.</summary>
    public sealed record SetAside(DateTimeOffset At) : FleetCommand(At);

    public sealed record Delete(SweepName Sweep, DateTimeOffset At) : FleetCommand(At);

    public sealed record Join(WorkerLife Worker, int Slots, string Device, DateTimeOffset At) : FleetCommand(At);

    public sealed record Leave(WorkerLife Worker, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A sampler's proposal for the sweep's next trial.</summary>
    public sealed record Propose(SweepName Sweep, int Trial, Assignment Assignment, string Origin, long BasedOn, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A sampler found nothing left to propose.</summary>
    public sealed record ExhaustSpace(SweepName Sweep, int Trial, DateTimeOffset At) : FleetCommand(At);

    /// <param name="Token">For the attempt that may start.</param>
    public sealed record Claim(WorkerLife Worker, int Slot, long Number, AttemptToken Token, DateTimeOffset At) : FleetCommand(At);

    public sealed record Measure(AttemptToken Token, IReadOnlyList<Measurement> Measurements, DateTimeOffset At) : FleetCommand(At);

    public sealed record Finish(AttemptToken Token, IReadOnlyList<Measurement> Measurements, AttemptResult Result, DateTimeOffset At) : FleetCommand(At);

    /// <summary>A lease ran out without a renewal.</summary>
    public sealed record Expire(AttemptToken Token, DateTimeOffset At) : FleetCommand(At);

    /// <summary>Time went by: ends sweeps whose time is used up, or that have nothing running and nothing left to start.</summary>
    public sealed record Tick(DateTimeOffset At) : FleetCommand(At);
}
