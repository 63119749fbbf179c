using System.Collections.Immutable;

namespace Worker.Agent;

/// <summary>How a worker was started.</summary>
/// <param name="Coordinators">Tried in turn.</param>
/// <param name="Token">Shown to the coordinator; never logged, and never in the environment of a trainer.</param>
/// <param name="Device">Such as <c>cpu</c>; told to trainers and the coordinator.</param>
/// <param name="Slots">Trials at once, each with a trainer of its own.</param>
/// <param name="State">A directory that no other worker uses.</param>
/// <param name="Cache">Artefacts by address; workers of one machine may share it.</param>
/// <param name="Silence">A trainer that prints nothing for this long hangs; null: it may be silent for ever.</param>
/// <param name="Drain">On shutdown: how long results and hand-backs may take to reach the coordinator.</param>
internal sealed record AgentOptions(
    ImmutableArray<Uri> Coordinators,
    string Token,
    string Name,
    string Device,
    int Slots,
    string State,
    string Cache,
    TrainerCommand Trainer,
    TimeSpan? Silence,
    TimeSpan Drain)
{
    public const string TokenVariable = "SWEEPS_TOKEN";
}
